import { defineFunction, type NoArguments } from "./defineFunction.ts";

/** What a beat answers; see sql/50_dispatch/beat.sql. */
export interface BeatAnswer {
  alive: boolean;
  draining?: boolean;
  /** How many workers of its pool take runs. */
  peers?: number;
  cancelling?: string[];
  suspending?: string[];
  unknown?: { flow_run_id: string; epoch: number }[];
}

/** How a run is to be executed; see sql/50_dispatch/job_of_run.sql. */
export interface StoredJob {
  configuration: Record<string, unknown>;
  /** `{{ $mark.NAME }}` in it stands for the worker's environment variable NAME. */
  mark: string;
}

/** Of a run that executes alone in its worker; see sql/50_dispatch/lone_run_times.sql. */
export interface LoneRunTimes {
  waitSeconds: number;
  aloneSeconds: number;
}

/** The functions that worker processes and services call (sql/50_dispatch, 80_upkeep). */
export const workerFunctions = {
  registerWorker: defineFunction<
    {
      workPool: string;
      name: string;
      kind: "worker" | "local";
      concurrencyLimit: number;
      version: string;
      workQueues?: readonly string[] | undefined;
      sessionName?: string | undefined;
    },
    string
  >({
    name: "register_worker",
    args: {
      workPool: "text",
      name: "text",
      kind: "text",
      concurrencyLimit: "integer",
      version: "text",
      workQueues: "text[]",
      sessionName: "text",
    },
    returns: "value",
    // A worker row too many never beats, and is reaped.
    idempotent: true,
  }),

  joinWorkPool: defineFunction<
    {
      name: string;
      type?: string | undefined;
      create: boolean;
      baseJobTemplate?: object | undefined;
    },
    "inline" | "process"
  >({
    name: "join_work_pool",
    args: { name: "text", type: "text", create: "boolean", baseJobTemplate: "jsonb" },
    returns: "value",
    idempotent: true,
  }),

  jobOfRun: defineFunction<{ flowRunId: string }, StoredJob | null>({
    name: "job_of_run",
    args: { flowRunId: "uuid" },
    returns: "value",
    idempotent: true,
  }),

  noteInfrastructure: defineFunction<
    { flowRunId: string; epoch: number; infrastructurePid: string },
    boolean
  >({
    name: "note_infrastructure",
    args: { flowRunId: "uuid", epoch: "integer", infrastructurePid: "text" },
    returns: "value",
    idempotent: true,
  }),

  noteLoneRun: defineFunction<{ workerId: string; flowRunId: string | null }>({
    name: "note_lone_run",
    args: { workerId: "uuid", flowRunId: "uuid" },
    returns: "void",
    idempotent: true,
  }),

  loneRunTimes: defineFunction<{ crashCount: number; timeoutSeconds: number | null }, LoneRunTimes>(
    {
      name: "lone_run_times",
      args: { crashCount: "integer", timeoutSeconds: "double precision" },
      returns: "row",
      idempotent: true,
    },
  ),

  saveTask: defineFunction<{ task: object }, string>({
    name: "save_task",
    args: { task: "record" },
    returns: "value",
    idempotent: true,
  }),

  saveServedQueue: defineFunction<{ deployment: string }, string>({
    name: "save_served_queue",
    args: { deployment: "text" },
    returns: "value",
    idempotent: true,
  }),

  pauseServedDeployments: defineFunction<{
    deployments: readonly string[];
    workerId?: string | undefined;
  }>({
    name: "pause_served_deployments",
    args: { deployments: "text[]", workerId: "uuid" },
    returns: "void",
    idempotent: true,
  }),

  resumeServedDeployments: defineFunction<{ deployments: readonly string[] }>({
    name: "resume_served_deployments",
    args: { deployments: "text[]" },
    returns: "void",
    idempotent: true,
  }),

  setDeploymentPaused: defineFunction<{ deployment: string; paused: boolean }, object>({
    schema: "provost",
    name: "set_deployment_paused",
    args: { deployment: "text", paused: "boolean" },
    returns: "row",
    idempotent: true,
  }),

  hintTask: defineFunction<{ workPool: string; workQueues: readonly string[] | null }, string>({
    name: "hint_task",
    args: { workPool: "text", workQueues: "text[]" },
    returns: "value",
    idempotent: true,
  }),

  attachWorker: defineFunction<{ workerId: string; graphilePoolId: string }>({
    name: "attach_worker",
    args: { workerId: "uuid", graphilePoolId: "text" },
    returns: "void",
    idempotent: true,
  }),

  drainWorker: defineFunction<{ workerId: string }>({
    name: "drain_worker",
    args: { workerId: "uuid" },
    returns: "void",
    idempotent: true,
  }),

  endWorker: defineFunction<{ workerId: string }, number>({
    name: "end_worker",
    args: { workerId: "uuid" },
    returns: "value",
    idempotent: true,
  }),

  beat: defineFunction<
    { workerId: string; held: object[]; stalled: boolean; leaseSeconds: number },
    BeatAnswer
  >({
    name: "beat",
    args: {
      workerId: "uuid",
      held: "records",
      stalled: "boolean",
      leaseSeconds: "double precision",
    },
    returns: "value",
  }),

  listLiveWorkers: defineFunction<NoArguments, { workerId: string; heartbeatCount: number }>({
    name: "list_live_workers",
    args: {},
    returns: "rows",
  }),

  reapWorker: defineFunction<{ workerId: string; heartbeatCount: number }, boolean>({
    name: "reap_worker",
    args: { workerId: "uuid", heartbeatCount: "bigint" },
    returns: "value",
  }),

  tendDeadWorkers: defineFunction<{ everySeconds?: number }>({
    name: "tend_dead_workers",
    args: { everySeconds: "double precision" },
    returns: "void",
    idempotent: true,
  }),

  tendFlowRuns: defineFunction<{ everySeconds?: number }>({
    name: "tend_flow_runs",
    args: { everySeconds: "double precision" },
    returns: "void",
  }),

  takeTurn: defineFunction<{ work: "late_runs"; seconds: number }, boolean>({
    name: "take_turn",
    args: { work: "text", seconds: "double precision" },
    returns: "value",
  }),

  nextDueTime: defineFunction<{ now: Date }, Date | null>({
    name: "next_due_time",
    args: { now: "timestamptz" },
    returns: "value",
    idempotent: true,
  }),

  dispatch: defineFunction<
    { pollSeconds: number; rings?: number | undefined },
    { added: number; callAgainMs: number; workers: number }
  >({
    name: "dispatch",
    args: { pollSeconds: "double precision", rings: "integer" },
    returns: "row",
  }),

  endOpenTaskRuns: defineFunction<NoArguments, number>({
    name: "end_open_task_runs",
    args: {},
    returns: "value",
  }),

  forgetWatchers: defineFunction<NoArguments>({
    name: "forget_watchers",
    args: {},
    returns: "void",
  }),

  forgetCachedResults: defineFunction<NoArguments, number>({
    name: "forget_cached_results",
    args: {},
    returns: "value",
  }),

  forgetStoredResults: defineFunction<NoArguments, number>({
    name: "forget_stored_results",
    args: {},
    returns: "value",
  }),
};
