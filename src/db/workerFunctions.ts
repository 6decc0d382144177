import { defineFunction, type NoArguments } from "./defineFunction.ts";

/** What a beat answers; see sql/50_dispatch/beat.sql. */
export interface BeatAnswer {
  alive: boolean;
  draining?: boolean;
  cancelling?: string[];
  suspending?: string[];
  unknown?: { flow_run_id: string; epoch: number }[];
}

export type CleanupKind = "PROCESS_GROUP" | "FOLDER";

/** What is to be cleaned up, for as long as the lease lasts. */
export interface ReservedCleanup {
  id: string;
  token: string;
  kind: CleanupKind;
  target: Record<string, unknown>;
  delivery: number;
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

/** A schedule that needs more runs planned ahead. */
export interface DueSchedule {
  scheduleId: string;
  version: number;
  cron: string | null;
  dayOr: boolean;
  intervalSeconds: number | null;
  anchorDate: Date;
  rrule: string | null;
  timezone: string;
  now: Date;
  plannedCount: number;
  latestPlanned: Date | null;
  /** At most so many may be planned ahead. */
  maxScheduledRuns: number | null;
  /** Set when instants after it and up to now have to be caught up with. */
  missedSince: Date | null;
  /** How many instants beyond those planned `planFlowRuns` has to know. */
  followingCount: number;
}

/** The instants for which a schedule is to have runs. */
export interface SchedulePlan {
  scheduleId: string;
  /** As it was read. */
  version: number;
  times: Date[];
  /** The next instants, not to be planned: see `followingCount`. */
  following: Date[];
  readAt: Date;
}

/** A backfill whose runs are not all planned yet. */
export interface DueBackfill {
  backfillId: string;
  version: number;
  cron: string | null;
  dayOr: boolean;
  intervalSeconds: number | null;
  anchorDate: Date;
  rrule: string | null;
  timezone: string;
  /** Inclusive. */
  fromTime: Date;
  /** Inclusive. */
  toTime: Date;
}

/** The functions that worker processes and services call (sql/50_dispatch, 60, 80). */
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

  enqueueCleanup: defineFunction<
    { workerId: string; host: string; kind: CleanupKind; target: object },
    string
  >({
    name: "enqueue_cleanup",
    args: { workerId: "uuid", host: "text", kind: "text", target: "jsonb" },
    returns: "value",
    idempotent: true,
  }),

  withdrawCleanup: defineFunction<{ id: string }, boolean>({
    name: "withdraw_cleanup",
    args: { id: "uuid" },
    returns: "value",
    idempotent: true,
  }),

  reserveCleanups: defineFunction<{ host: string; limit: number }, ReservedCleanup>({
    name: "reserve_cleanups",
    args: { host: "text", limit: "integer" },
    returns: "rows",
  }),

  acknowledgeCleanup: defineFunction<{ id: string; token: string }, boolean>({
    name: "acknowledge_cleanup",
    args: { id: "uuid", token: "uuid" },
    returns: "value",
    idempotent: true,
  }),

  renewCleanup: defineFunction<{ id: string; token: string }, boolean>({
    name: "renew_cleanup",
    args: { id: "uuid", token: "uuid" },
    returns: "value",
    idempotent: true,
  }),

  releaseCleanup: defineFunction<{ id: string; token: string; error: string }, boolean>({
    name: "release_cleanup",
    args: { id: "uuid", token: "uuid", error: "text" },
    returns: "value",
    idempotent: true,
  }),

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

  tendDeadWorkers: defineFunction<NoArguments>({
    name: "tend_dead_workers",
    args: {},
    returns: "void",
    idempotent: true,
  }),

  tendFlowRuns: defineFunction<NoArguments>({
    name: "tend_flow_runs",
    args: {},
    returns: "void",
  }),

  nextDueTime: defineFunction<{ now: Date }, Date | null>({
    name: "next_due_time",
    args: { now: "timestamptz" },
    returns: "value",
    idempotent: true,
  }),

  dispatch: defineFunction<
    { pollSeconds: number; rings?: number | undefined },
    { added: number; callAgainMs: number }
  >({
    name: "dispatch",
    args: { pollSeconds: "double precision", rings: "integer" },
    returns: "row",
  }),

  dueSchedules: defineFunction<
    { limit: number; editedWithinSeconds?: number | undefined },
    DueSchedule
  >({
    name: "due_schedules",
    args: { limit: "integer", editedWithinSeconds: "double precision" },
    returns: "rows",
  }),

  planFlowRuns: defineFunction<
    { plans: SchedulePlan[]; minScheduledSeconds: number; minRuns: number },
    number
  >({
    name: "plan_flow_runs",
    args: {
      plans: "records",
      minScheduledSeconds: "double precision",
      minRuns: "integer",
    },
    returns: "value",
  }),

  dueBackfills: defineFunction<{ limit: number }, DueBackfill>({
    name: "due_backfills",
    args: { limit: "integer" },
    returns: "rows",
  }),

  planBackfill: defineFunction<
    { backfillId: string; version: number; times: Date[]; isLast: boolean },
    number
  >({
    name: "plan_backfill",
    args: {
      backfillId: "uuid",
      version: "integer",
      times: "timestamptz[]",
      isLast: "boolean",
    },
    returns: "value",
  }),

  putOffSchedule: defineFunction<{
    scheduleId: string;
    version: number;
    seconds: number;
    error: string;
  }>({
    name: "put_off_schedule",
    args: { scheduleId: "uuid", version: "integer", seconds: "double precision", error: "text" },
    returns: "void",
  }),

  skipMissedRuns: defineFunction<NoArguments, number>({
    name: "skip_missed_runs",
    args: {},
    returns: "value",
  }),

  markLateRuns: defineFunction<{ afterSeconds: number }, number>({
    name: "mark_late_runs",
    args: { afterSeconds: "double precision" },
    returns: "value",
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
