import { defineFunction } from "./defineFunction.ts";
import type { WaitOutcome } from "./functions.ts";
import type { AnswerStatus, FlowRunAnswer } from "./runFunctions.ts";

/** How a wait of a run that is held stands. */
export interface WaitAnswerRow {
  ord: number;
  status: AnswerStatus;
  outcome: WaitOutcome | null;
  delaySeconds: number | null;
  value: unknown;
  reason: string | null;
}

/** How a run stands that was let go of. */
export interface FlowRunFate {
  stateType: string;
  stateName: string;
  stateMessage: string | null;
  isOver: boolean;
  /** Until it is due, if it is scheduled. */
  delaySeconds: number | null;
  runEnd: unknown;
}

/** The functions by which runs wait (sql/30_runs/waits). */
export const waitFunctions = {
  recordWaits: defineFunction<{ waits: object[] }, WaitAnswerRow>({
    name: "record_waits",
    args: { waits: "records" },
    returns: "rows",
    idempotent: true,
  }),

  readWaits: defineFunction<{ waits: object[] }, WaitAnswerRow>({
    name: "read_waits",
    args: { waits: "records" },
    returns: "rows",
    idempotent: true,
  }),

  parkFlowRuns: defineFunction<{ parks: object[] }, FlowRunAnswer>({
    name: "park_flow_runs",
    args: { parks: "records" },
    returns: "rows",
  }),

  emitEvent: defineFunction<
    {
      event: string;
      resource: string | object;
      payload?: object | undefined;
      related?: readonly object[] | undefined;
      occurred?: Date | undefined;
      follows?: string | undefined;
      id: string;
    },
    string
  >({
    schema: "provost",
    name: "emit_event",
    args: {
      event: "text",
      resource: "jsonb",
      payload: "jsonb",
      related: "jsonb",
      occurred: "timestamptz",
      follows: "uuid",
      id: "uuid",
    },
    returns: "value",
    idempotent: true,
  }),

  sendFlowRunInput: defineFunction<
    {
      flowRunId: string;
      value: string;
      prefix: string;
      sender?: string | undefined;
      key: string;
      valueMeta?: unknown;
    },
    string
  >({
    schema: "provost",
    name: "send_flow_run_input",
    args: {
      flowRunId: "uuid",
      value: "jsonb text",
      prefix: "text",
      sender: "text",
      key: "text",
      valueMeta: "jsonb",
    },
    returns: "value",
    idempotent: true,
  }),

  resumeFlowRun: defineFunction<{ flowRunId: string; runInput?: unknown }, object>({
    schema: "provost",
    name: "resume_flow_run",
    args: { flowRunId: "uuid", runInput: "jsonb" },
    returns: "value",
  }),

  flowRunFate: defineFunction<{ flowRunId: string }, FlowRunFate>({
    name: "flow_run_fate",
    args: { flowRunId: "uuid" },
    returns: "row",
    idempotent: true,
  }),
};
