import { isRecord } from "../flow/isRecord.ts";
import { RunNotCompleted } from "../flow/runErrors.ts";
import { State, stateTypeOf } from "../flow/states.ts";
import type { EndedFlowRun } from "../flow/waitForFlowRun.ts";
import { decodeResult } from "./resultCodec.ts";

/** Reads what the database tells of a run that has ended; see sql/30_runs/waits/flow_run_end.sql. */
export function readFlowRunEnd(end: unknown): EndedFlowRun {
  if (!isRecord(end)) throw new TypeError("Expected the end of a flow run.");
  const message = textOf(end["state_message"]);
  const type = stateTypeOf(textOf(end["state_type"]) ?? null) ?? "CRASHED";
  const name = textOf(end["name"]) ?? "";
  return {
    id: textOf(end["id"]) ?? "",
    name,
    state: new State({
      type,
      name: textOf(end["state_name"]),
      message,
      data:
        type === "COMPLETED"
          ? decodeResult(end["result"], end["result_meta"])
          : errorOf(name, end["error"], message),
    }),
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
