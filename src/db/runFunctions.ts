import { defineFunction } from "./defineFunction.ts";
import type { SqlFunction, Statement } from "./defineFunction.ts";
import type { ClaimedFlowRun } from "./functions.ts";

export type AnswerStatus = "ACCEPT" | "REJECT" | "WAIT" | "ABORT";

/** What the state machine makes of one record of a task run. */
export interface TaskRunAnswer {
  ord: number;
  status: AnswerStatus;
  stateType: string | null;
  stateName: string | null;
  runCount: number | null;
  result: unknown;
  resultMeta: unknown;
  delaySeconds: number | null;
  reason: string | null;
}

/** What the state machine makes of the end of one flow run. */
export interface FlowRunAnswer {
  ord: number;
  status: AnswerStatus;
  stateType: string | null;
  stateName: string | null;
  delaySeconds: number | null;
  reason: string | null;
}

/** How a background run stands, and what came of it. */
export interface DelayedOutcome {
  flowRunId: string;
  name: string;
  taskName: string | null;
  stateType: string;
  stateName: string;
  stateMessage: string | null;
  isFinished: boolean;
  result: unknown;
  resultMeta: unknown;
  error: unknown;
}

/** The run of a flow that a run has called: claimed now if it has an epoch. */
export interface StartedChildRun extends Omit<ClaimedFlowRun, "epoch"> {
  epoch: number | null;
  stateType: string;
  stateName: string;
  stateMessage: string | null;
  delaySeconds: number | null;
  result: unknown;
  resultMeta: unknown;
  error: unknown;
}

/** The functions by which runs are executed. Those of the hot path take JSON that is made. */
export const runFunctions = {
  recordTaskRuns: takingJsonText(
    defineFunction<{ records: string; leaveOutAccepted: boolean }, TaskRunAnswer>({
      name: "record_task_runs",
      args: { records: "jsonb", leaveOutAccepted: "boolean" },
      returns: "rows",
      idempotent: true,
    }),
  ),

  /** On the connection of a transaction, just before it commits. */
  recordInTransaction: takingJsonText(
    defineFunction<{ records: string }, TaskRunAnswer>({
      name: "record_in_transaction",
      args: { records: "jsonb" },
      returns: "rows",
    }),
  ),

  isRunHeld: defineFunction<{ flowRunId: string; epoch: number }, boolean>({
    name: "is_run_held",
    args: { flowRunId: "uuid", epoch: "integer" },
    returns: "value",
    idempotent: true,
  }),

  finishFlowRuns: takingJsonText(
    defineFunction<{ finishes: string; leaveOutAccepted: boolean }, FlowRunAnswer>({
      name: "finish_flow_runs",
      args: { finishes: "jsonb", leaveOutAccepted: "boolean" },
      returns: "rows",
      idempotent: true,
    }),
  ),

  delayTasks: takingJsonText(
    defineFunction<{ calls: string }, { ord: number; flowRunId: string }>({
      name: "delay_tasks",
      args: { calls: "jsonb" },
      returns: "rows",
      // The calls name the ids of their runs.
      idempotent: true,
    }),
  ),

  delayedOutcomes: defineFunction<{ ids: readonly string[] }, DelayedOutcome>({
    name: "delayed_outcomes",
    args: { ids: "uuid[]" },
    returns: "rows",
    idempotent: true,
  }),

  watchFlowRuns: defineFunction<{ ids: readonly string[] }>({
    name: "watch_flow_runs",
    args: { ids: "uuid[]" },
    returns: "void",
    idempotent: true,
  }),

  renameFlowRun: defineFunction<{ flowRunId: string; epoch: number; name: string }, boolean>({
    name: "rename_flow_run",
    args: { flowRunId: "uuid", epoch: "integer", name: "text" },
    returns: "value",
    idempotent: true,
  }),

  setDefaultRetries: defineFunction<
    { flowRunId: string; epoch: number; retries: number; retryDelaySeconds: number },
    boolean
  >({
    name: "set_default_retries",
    args: {
      flowRunId: "uuid",
      epoch: "integer",
      retries: "integer",
      retryDelaySeconds: "double precision",
    },
    returns: "value",
    idempotent: true,
  }),

  startFlowRun: defineFunction<
    { workerId: string; flow: object; parameters: object; options: object },
    ClaimedFlowRun
  >({
    name: "start_flow_run",
    args: { workerId: "uuid", flow: "record", parameters: "jsonb", options: "record" },
    returns: "row",
    records: ["recorded", "waits"],
    // Its options name the id of the run.
    idempotent: true,
  }),

  startDeploymentRun: defineFunction<{ run: object; parent?: object | undefined }, DelayedOutcome>({
    name: "start_deployment_run",
    args: { run: "record", parent: "record" },
    returns: "row",
    // It names the id of the run and the call that it stands for.
    idempotent: true,
  }),

  startChildRun: defineFunction<
    { workerId: string; flow: object; parameters: object; options: object },
    StartedChildRun
  >({
    name: "start_child_run",
    args: { workerId: "uuid", flow: "record", parameters: "jsonb", options: "record" },
    returns: "row",
    records: ["recorded", "waits"],
    // Its options name the id of the run and the call that it stands for.
    idempotent: true,
  }),
};

/** The same function, handed JSON as text, so that what was encoded once is not encoded again. */
function takingJsonText<Args extends object, Result>(
  fn: SqlFunction<Args, Result>,
): SqlFunction<Args, Result> {
  let statement: Statement | undefined;
  return {
    ...fn,
    statementFor(args) {
      if (statement) return statement;
      const made = fn.statementFor(args);
      const parameters = made.parameters.map((each) => ({
        ...each,
        encode: (text: unknown) => text,
      }));
      return (statement = { ...made, parameters });
    },
  };
}
