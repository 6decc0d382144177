import { InvalidInput } from "../../errors.ts";
import { isRecord } from "../isRecord.ts";
import { expectId } from "../optionChecks.ts";
import { actor } from "../runs/outwardAction.ts";

/** What the database made of it. */
export interface ResumeAnswer {
  /** ACCEPT: it goes on. REJECT: the input does not fit, say. ABORT: it is not paused. */
  readonly status: "ACCEPT" | "REJECT" | "ABORT";
  /** Why not. */
  readonly reason: string | undefined;
  /** The state that the run is in afterwards. */
  readonly state: { readonly type: string; readonly name: string };
}

/**
 * Ends the pause of a run, with the input that it waits for, if it does. Within a flow it is a
 * task, `resume-flow-run`.
 * @throws NotFound when there is no such run
 */
export async function resumeFlowRun(flowRunId: string, runInput?: unknown): Promise<ResumeAnswer> {
  const answer = await actor().act({
    kind: "resume-flow-run",
    flowRunId: expectId("flowRunId", flowRunId),
    runInput,
  });
  if (!isRecord(answer) || !isRecord(answer["details"]) || !isRecord(answer["state"])) {
    throw new InvalidInput("Expected an answer of the state machine.");
  }
  const { status, details, state } = answer;
  const reason = typeof details["reason"] === "string" ? details["reason"] : undefined;
  return {
    status: status === "ACCEPT" || status === "REJECT" ? status : "ABORT",
    reason,
    state: { type: String(state["type"]), name: String(state["name"]) },
  };
}
