import { defineFunction, type NoArguments } from "./defineFunction.ts";

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
  /** Whether none of its times has been planned yet. */
  isNew: boolean;
}

/** The functions that schedulers call (sql/60_schedules). */
export const planningFunctions = {
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

  putOffBackfill: defineFunction<{
    backfillId: string;
    version: number;
    seconds: number;
    error: string;
  }>({
    name: "put_off_backfill",
    args: { backfillId: "uuid", version: "integer", seconds: "double precision", error: "text" },
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
};
