import { defineFunction } from "./defineFunction.ts";
import { cleanupFunctions } from "./cleanupFunctions.ts";
import { planningFunctions } from "./planningFunctions.ts";
import { workerFunctions } from "./workerFunctions.ts";

export type { CleanupKind, ReservedCleanup } from "./cleanupFunctions.ts";
export type { LoneRunTimes } from "./workerFunctions.ts";

/** A run that this process holds now, with what it needs to execute it. */
export interface ClaimedFlowRun {
  flowRunId: string;
  epoch: number;
  flowName: string;
  flowRunName: string;
  deployment: string | null;
  entrypoint: string | null;
  parameters: Record<string, unknown>;
  tags: string[];
  runCount: number;
  /** How many workers in a row have died while they held it, without its getting any further. */
  crashCount: number;
  retries: number | null;
  timeoutSeconds: number | null;
  expectedStartTime: Date;
  deploymentId: string | null;
  deploymentVersion: string | null;
  parentFlowRunId: string | null;
  parentDeploymentId: string | null;
  /** Null for a run without a parent. */
  rootFlowRunId: string | null;
  jobVariables: Record<string, unknown> | null;
  /** On a later claim: what earlier ones have recorded. */
  recorded: RecordedTaskRun[] | null;
  waits: RecordedWait[] | null;
  /** What brings its code; null when that is there already. */
  pullSteps: unknown[] | null;
}

export interface RecordedTaskRun {
  key: string;
  taskRunId: string;
  stateType: string;
  stateName: string;
  message?: string | null;
  runCount: number;
  inputHash?: string;
  result: unknown;
  resultMeta?: unknown;
  error?: unknown;
  /** In how many seconds it is to be tried again, or the run goes on that stands behind it. */
  delaySeconds?: number | null;
  /** Whether it failed in the attempt of the flow run that goes on, and so has failed for good. */
  isFinal?: boolean;
  /** When it came to this state, in seconds since 1970. */
  at?: number;
}

/** A wait that is recorded; without an outcome it is not over yet. */
export interface RecordedWait {
  key: string;
  kind: string;
  runCount: number;
  inputHash?: string | null;
  outcome: WaitOutcome | null;
  /** Until its time is up; null if it has no end. */
  delaySeconds: number | null;
  value: unknown;
  /** When it was over, in seconds since 1970. */
  at?: number | null;
}

/** `elapsed`: its time was up before anybody answered. */
export type WaitOutcome = "answered" | "elapsed";

/** Every function of the database that TypeScript calls; a test compares them with the catalog. */
export const functions = {
  ...workerFunctions,
  ...cleanupFunctions,
  ...planningFunctions,

  saveFlow: defineFunction<{ flow: object }, string>({
    name: "save_flow",
    args: { flow: "record" },
    returns: "value",
    idempotent: true,
  }),

  saveDeployment: defineFunction<{ deployment: object }, string>({
    name: "save_deployment",
    args: { deployment: "jsonb" },
    returns: "value",
    idempotent: true,
  }),

  claimFlowRuns: defineFunction<
    { workPool: string; workQueues: string[] | null; workerId: string; count: number },
    ClaimedFlowRun
  >({
    name: "claim_flow_runs",
    args: { workPool: "text", workQueues: "text[]", workerId: "uuid", count: "integer" },
    returns: "rows",
    records: ["recorded", "waits"],
  }),

  claimFlowRun: defineFunction<{ flowRunId: string; workerId: string }, ClaimedFlowRun>({
    name: "claim_flow_run",
    args: { flowRunId: "uuid", workerId: "uuid" },
    returns: "row",
    records: ["recorded", "waits"],
  }),

  retryFlowRunHere: defineFunction<
    {
      flowRunId: string;
      workerId: string;
      mode?: string | undefined;
      fromTask?: string | undefined;
    },
    ClaimedFlowRun
  >({
    name: "retry_flow_run_here",
    args: { flowRunId: "uuid", workerId: "uuid", mode: "text", fromTask: "text" },
    returns: "row",
    records: ["recorded", "waits"],
  }),

  writeLogs: defineFunction<{ logs: object[] }, number>({
    name: "write_logs",
    args: { logs: "records" },
    returns: "value",
  }),
};
