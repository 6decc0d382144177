import { isRecord } from "../../flow/isRecord.ts";
import { RunNotCompleted } from "../../flow/runs/runErrors.ts";
import { State, stateTypeOf } from "../../flow/states/states.ts";
import type { EndedFlowRun } from "../../flow/waits/waitForFlowRun.ts";
import type { ResultPlace, Results } from "../results/results.ts";

/** Reads what the database tells of a run that has ended; see sql/30_runs/waits/flow_run_end.sql. */
export async function readFlowRunEnd(end: unknown, results: Results): Promise<EndedFlowRun> {
  if (!isRecord(end)) throw new TypeError("Expected the end of a flow run.");
  const message = textOf(end["state_message"]);
  const type = stateTypeOf(textOf(end["state_type"]) ?? null) ?? "CRASHED";
  const name = textOf(end["name"]) ?? "";
  const id = textOf(end["id"]) ?? "";
  return {
    id,
    name,
    state: new State({
      type,
      name: textOf(end["state_name"]),
      message,
      data:
        type === "COMPLETED"
          ? await results.read(end["result"], end["result_meta"], placeOfOther(id, name))
          : errorOf(name, end["error"], message),
    }),
  };
}

/** Where the result of another run is read from: its storage is named in what is stored. */
function placeOfOther(flowRunId: string, name: string): ResultPlace {
  return {
    subject: `The result of flow run "${name}"`,
    flowRunId,
    epoch: 0,
    persists: true,
    storage: undefined,
    isApart: false,
    serializer: undefined,
    inMemory: false,
    makeKey: () => flowRunId,
  };
}

/** The error that failed a run, as far as it is known here: what it was thrown as stays there. */
function errorOf(runName: string, stored: unknown, message: string | undefined): Error {
  const told = isRecord(stored) ? textOf(stored["message"]) : undefined;
  return new RunNotCompleted(`Flow run "${runName}" has not completed: ${told ?? message ?? "?"}`, {
    detail: isRecord(stored) ? textOf(stored["stack"]) : undefined,
  });
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
