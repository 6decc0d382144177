import type { Queryable } from "../../../src/db/pool.ts";
import { column, rows, value } from "../rows.ts";

/** Where the rows of a run lie: the partitions, in order of their names. */
export const partitionsOf = (db: Queryable, flowRunId: string): Promise<string[]> =>
  column(
    db,
    `select distinct tableoid::regclass::text from (
       select tableoid from provost_private.flow_run_states where flow_run_id = $1 union all
       select tableoid from provost.task_runs where flow_run_id = $1 union all
       select tableoid from provost_private.task_run_states where flow_run_id = $1 union all
       select tableoid from provost.logs where flow_run_id = $1) t order by 1`,
    [flowRunId],
  );

/** The tables that hold history, each with a partition that lies in the same place as the run. */
export const partitionsNamed = (place: string): string[] =>
  ["flow_run_states", "logs", "task_run_states", "task_runs"].map(
    (table) => `provost_history.${table}_${place}`,
  );

export const makePeriod = (db: Queryable, time: Date | string, kind = "runs"): Promise<boolean> =>
  value(db, "select provost_private.make_history_period($1, $2)", [kind, time]);

export interface Period {
  from: Date | number;
  to: Date;
  orphans: number;
}

export const readPeriods = (db: Queryable, kind = "runs"): Promise<Period[]> =>
  rows(
    db,
    `select from_time as "from", to_time as "to", orphans::integer
     from provost_private.history_periods where kind = $1 order by from_time`,
    [kind],
  );

/** An id as it would have been made at a time. */
export const idAt = (db: Queryable, time: Date | string): Promise<string> =>
  value(
    db,
    `select overlay(overlay(gen_random_uuid()::text placing
       left(provost_private.first_id_of($1)::text, 13) from 1 for 13) placing '7' from 15)::uuid`,
    [time],
  );

/** From now on ids, and periods of history, are of the time that the settable clock tells. */
export const letIdsFollowClock = (db: Queryable): Promise<unknown> =>
  db.query(`
    update provost_private.history_state s set
      runs_until = (
        select max(p.to_time) from provost_private.history_periods p where p.kind = 'runs'),
      events_until = (
        select max(p.to_time) from provost_private.history_periods p where p.kind = 'events');
    create or replace function provost_private.new_id() returns uuid
    language sql volatile
    return overlay(overlay(gen_random_uuid()::text placing
      left(provost_private.first_id_of(provost_private.clock_now())::text, 13) from 1 for 13)
      placing '7' from 15)::uuid`);
