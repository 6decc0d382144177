import type { Queryable } from "../../../src/db/pool.ts";
import { value } from "../rows.ts";
import { makePeriod } from "../05_history/periods.ts";

/** What the first period has held so far, all of it empty, is given to periods of their own. */
export async function beginHistoryLater(db: Queryable): Promise<void> {
  for (const table of ["flow_run_states", "task_runs", "task_run_states", "logs", "events"]) {
    await db.query(`drop table provost_history.${table}_first`);
  }
  await db.query("delete from provost_private.history_periods");
}

export interface LongHistory {
  deployment: string;
  /** When the last run ended. */
  end: string;
  days: number;
  runs: number;
}

/** Completed runs of one task each, evenly over some days, in periods of a week; past all triggers. */
export async function addLongHistory(
  db: Queryable,
  { deployment, end, days, runs }: LongHistory,
): Promise<void> {
  await db.query("update provost_private.history_state set runs_every = '7 days'");
  for (let day = 0; day <= days; day++) {
    await makePeriod(db, new Date(Date.parse(end) - day * 86_400_000));
  }
  await db.query("set session_replication_role = replica");
  await db.query(
    `create temporary table planned as
     select i, at, overlay(overlay(gen_random_uuid()::text placing
       left(provost_private.first_id_of(at)::text, 13) from 1 for 13) placing '7' from 15)::uuid as id
     from (select i, $1::timestamptz - i * interval '1 day' * $2::float / $3 as at
       from generate_series(1, $3::int) i) t`,
    [end, days, runs],
  );
  await db.query(
    `insert into provost.flow_runs (id, flow_id, deployment_id, deployment, work_queue_id, name,
       idempotency_key, state_type, state_name, state_timestamp, epoch, state_count, run_count,
       expected_start_time, start_time, end_time, created)
     select p.id, d.flow_id, d.id, d.full_name, d.work_queue_id, 'old', 'old-' || p.i, 'COMPLETED',
       'Completed', p.at, 1, 4, 1, p.at, p.at, p.at, p.at
     from planned p, provost.deployments d where d.full_name = $1`,
    [deployment],
  );
  await db.query(`
    insert into provost_private.idempotency_keys (deployment_id, key, flow_run_id, input_hash)
    select r.deployment_id, r.idempotency_key, r.id, md5('')::uuid
    from provost.flow_runs r where r.name = 'old';
    insert into provost_private.flow_run_states (flow_run_id, seq, type, name, timestamp)
    select p.id, s, 'COMPLETED', 'Completed', p.at from planned p, generate_series(2, 4) s;
    insert into provost.task_runs (flow_run_id, key, name, task_name, epoch, state_type, state_name,
      state_timestamp, state_count, run_count)
    select p.id, 't#0', 't', 't', 1, 'COMPLETED', 'Completed', p.at, 2, 1 from planned p;
    insert into provost_private.task_run_states (flow_run_id, task_run_id, seq, type, name, timestamp)
    select t.flow_run_id, t.id, s, 'COMPLETED', 'Completed', t.state_timestamp
    from provost.task_runs t, generate_series(1, 2) s where t.key = 't#0';
    insert into provost.logs (flow_run_id, level, name, message, timestamp)
    select p.id, 20, 'n', 'm', p.at from planned p;
    drop table planned;
    set session_replication_role = origin`);
}

/** Rows of history whose run is gone. */
export const orphans = (db: Queryable): Promise<number> =>
  value(
    db,
    `select count(*)::int from (
       select flow_run_id from provost_private.flow_run_states union all
       select flow_run_id from provost.task_runs union all
       select flow_run_id from provost_private.task_run_states union all
       select flow_run_id from provost.logs union all
       select flow_run_id from provost_private.idempotency_keys) h
     where not exists (select from provost.flow_runs r where r.id = h.flow_run_id)`,
  );

export const historySize = (db: Queryable): Promise<number> =>
  value(
    db,
    `select sum(pg_total_relation_size(oid))::float from pg_class
     where relnamespace = 'provost_history'::regnamespace and relkind = 'r'`,
  );
