import { defineFunction } from "./defineFunction.ts";

/** A row of `deployment_schedules`. */
export interface ScheduleRow {
  id: string;
  slug: string;
  active: boolean;
  cron: string | null;
  dayOr: boolean;
  intervalSeconds: number | null;
  anchorDate: Date | null;
  rrule: string | null;
  timezone: string;
  parameters: Record<string, unknown>;
  catchUp: string;
  overlap: string;
  created: Date;
}

/** A run of a schedule. */
export interface ScheduledRun {
  id: string;
  name: string;
  stateType: string;
  stateName: string;
  stateMessage: string | null;
  expectedStartTime: Date;
}

export interface Backfill {
  id: string;
  fromTime: Date;
  toTime: Date;
}

/** What people do with the schedules of a deployment. */
export const scheduleFunctions = {
  findSchedule: defineFunction<{ deployment: string; schedule: string }, ScheduleRow>({
    name: "find_schedule",
    args: { deployment: "text", schedule: "text" },
    returns: "row",
    idempotent: true,
  }),

  createSchedule: defineFunction<
    { deployment: string; schedule: object; replace: boolean },
    ScheduleRow
  >({
    schema: "provost",
    name: "create_schedule",
    args: { deployment: "text", schedule: "record", replace: "boolean" },
    returns: "row",
  }),

  switchSchedules: defineFunction<
    { scheduleIds: readonly string[]; active: boolean },
    { id: string; slug: string; deployment: string }
  >({
    name: "switch_schedules",
    args: { scheduleIds: "uuid[]", active: "boolean" },
    returns: "rows",
  }),

  deleteSchedules: defineFunction<{ scheduleIds: readonly string[] }, { id: string; slug: string }>(
    {
      name: "delete_schedules",
      args: { scheduleIds: "uuid[]" },
      returns: "rows",
    },
  ),

  backfill: defineFunction<{ scheduleId: string; fromTime: Date; toTime: Date }, Backfill>({
    schema: "provost",
    name: "backfill",
    args: { scheduleId: "uuid", fromTime: "timestamptz", toTime: "timestamptz" },
    returns: "row",
  }),

  skipScheduledRun: defineFunction<
    { scheduleId: string; instant?: Date | undefined },
    ScheduledRun
  >({
    schema: "provost",
    name: "skip_scheduled_run",
    args: { scheduleId: "uuid", instant: "timestamptz" },
    returns: "row",
  }),

  runScheduledEarly: defineFunction<
    { scheduleId: string; instant?: Date | undefined },
    ScheduledRun
  >({
    schema: "provost",
    name: "run_scheduled_early",
    args: { scheduleId: "uuid", instant: "timestamptz" },
    returns: "row",
  }),

  missedRuns: defineFunction<
    { scheduleId?: string | undefined; since?: Date | undefined },
    ScheduledRun
  >({
    schema: "provost",
    name: "missed_runs",
    args: { scheduleId: "uuid", since: "timestamptz" },
    returns: "rows",
    idempotent: true,
  }),
};
