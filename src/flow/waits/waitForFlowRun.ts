import {
  expectId,
  expectPositive,
  expectString,
  optional,
  refuseUnknownOptions,
} from "../optionChecks.ts";
import { TimedOut } from "../runs/runErrors.ts";
import { currentRunner } from "../runs/runner.ts";
import { runScopes } from "../runs/runScope.ts";
import { stateOfRun } from "../states/states.ts";
import type { State } from "../states/states.ts";

export interface WaitForFlowRunOptions {
  /** How long to wait. Default: for as long as it takes. */
  timeoutSeconds?: number;
  /** Names the wait, so that it is recognised on resume wherever it stands in the code. */
  key?: string;
}

/** A flow run that has ended. `state.result()` is its result, or throws why there is none. */
export interface EndedFlowRun {
  readonly id: string;
  readonly name: string;
  readonly state: State;
}

/**
 * Waits until a flow run has ended, however it ends, and answers its last state. Within a flow
 * the wait is durable, and holds no worker if it takes long.
 * @throws TimedOut when it has not ended in time, NotFound when there is no such run
 */
export async function waitForFlowRun(
  flowRunId: string,
  options: WaitForFlowRunOptions = {},
): Promise<EndedFlowRun> {
  expectId("flowRunId", flowRunId);
  refuseUnknownOptions("wait for a flow run", options, ["timeoutSeconds", "key"]);
  const timeoutSeconds = optional(options, "timeoutSeconds", expectPositive);
  const key = optional(options, "key", expectString);
  const waiter = runScopes.getStore() ?? currentRunner();
  const ended = await waiter.waitForFlowRun(flowRunId, { timeoutSeconds, key });
  if (ended) return { ...ended, state: stateOfRun(ended.state) };
  throw new TimedOut(`Flow run ${flowRunId} has not ended within ${timeoutSeconds} second(s).`, {
    hint: "It goes on. Wait longer, or cancel it.",
  });
}
