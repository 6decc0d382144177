import type { DelayedOutcome } from "../../db/runFunctions.ts";
import { State, stateTypeOf } from "../../flow/states/states.ts";
import type { TaskDefinition } from "../../flow/taskOptions.ts";
import type { ResultPlace, Results } from "../results/results.ts";
import { reviveError } from "../store/reviveError.ts";

/**
 * The state of a background run, with its result or error. A result that is stored in a way of the
 * user's own takes the task to be read.
 */
export async function readBackgroundState(
  outcome: DelayedOutcome,
  results: Results,
  task: TaskDefinition | undefined,
): Promise<State> {
  const type = stateTypeOf(outcome.stateType) ?? "PENDING";
  return new State({
    type,
    name: outcome.stateName,
    message: outcome.stateMessage ?? undefined,
    data:
      type === "COMPLETED"
        ? await results.read(outcome.result, outcome.resultMeta, placeOf(outcome, task))
        : reviveError(outcome.error),
  });
}

function placeOf({ flowRunId }: DelayedOutcome, task: TaskDefinition | undefined): ResultPlace {
  return {
    subject: `The result of background run ${flowRunId}`,
    flowRunId,
    epoch: 0,
    persists: true,
    storage: task?.settings.resultStorage,
    isApart: false,
    serializer: task?.settings.resultSerializer,
    inMemory: false,
    makeKey: () => flowRunId,
  };
}
