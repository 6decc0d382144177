import type { Queryable } from "../../../src/db/pool.ts";
import { deploy, type Row } from "../engine.ts";
import { column, row, rows, value } from "../rows.ts";

// A schedule as a test makes it, plans it and looks at it.

export interface Scheduled {
  deployment: string;
  id: string;
}

export interface ScheduleRow extends Row {
  id: string;
  slug: string;
  active: boolean;
  version: number;
  cron: string | null;
  next_plan_time: Date | number;
  last_planned_time: Date | null;
}

export interface DueRow extends Row {
  schedule_id: string;
  version: number;
  now: Date;
  planned_count: number;
  latest_planned: Date | null;
}

/** A deployment with one schedule (every hour unless told otherwise). */
export async function aSchedule(
  db: Queryable,
  schedule: Row = {},
  definition: Row = {},
): Promise<Scheduled> {
  const deployment = await deploy(db, {
    ...definition,
    schedules: [{ slug: "s", cron: "0 * * * *", ...schedule }],
  });
  const id = await value<string>(
    db,
    `select s.id from provost.deployment_schedules s
     join provost.deployments d on d.id = s.deployment_id where d.full_name = $1`,
    [deployment],
  );
  return { deployment, id };
}

export const readSchedule = (db: Queryable, { id }: Scheduled): Promise<ScheduleRow> =>
  row(db, "select * from provost.deployment_schedules where id = $1", [id]);

export const dueSchedules = (db: Queryable, limit = 100): Promise<DueRow[]> =>
  rows(db, "select * from provost_private.due_schedules($1)", [limit]);

export interface PlanOptions {
  /** The version that the planner has read; by default the one of this moment. */
  version?: number;
  minScheduledSeconds?: number;
  minRuns?: number;
}

/** Plans runs for instants, and answers how many are new. */
export async function plan(
  db: Queryable,
  schedule: Scheduled,
  times: string[],
  { version, minScheduledSeconds = 3600, minRuns = 3 }: PlanOptions = {},
): Promise<number> {
  const read = version ?? (await readSchedule(db, schedule)).version;
  const plans = [{ schedule_id: schedule.id, version: read, times }];
  return await value(db, "select provost_private.plan_flow_runs($1, $2, $3)", [
    JSON.stringify(plans),
    minScheduledSeconds,
    minRuns,
  ]);
}

/** When the runs start that a schedule has planned, and which wait still. */
export const planned = (db: Queryable, { id }: Scheduled): Promise<Date[]> =>
  column(
    db,
    `select expected_start_time from provost.flow_runs
     where schedule_id = $1 and state_type = 'SCHEDULED' order by 1`,
    [id],
  );

/** The ids of all runs that came from a schedule, by their time. */
export const runsOf = (db: Queryable, { id }: Scheduled): Promise<string[]> =>
  column(
    db,
    "select id from provost.flow_runs where schedule_id = $1 order by expected_start_time",
    [id],
  );
