import type { Queryable } from "../../src/db/pool.ts";
import { clock } from "../support/clock.ts";
import { column, value } from "../sql/rows.ts";
import { deploy, registerWorker } from "../sql/engine.ts";
import { vacuum } from "./vacuum.ts";

export interface BusyDatabase {
  /** Of the 50 deployments, each of which has 4,000 of the runs. */
  deployment: string;
  flow: string;
  /** Holds 40 runs, and lives. */
  worker: string;
  /** Holds 20 runs, and beats no more. */
  silent: string;
  /** One of the 10 that are due. */
  schedule: string;
}

/**
 * Puts a long life into a database: 200,000 runs that have ended, a quarter of them with states and
 * task runs, 300 that are due, 5,000 that schedules have planned for next year, 60 that are held, and
 * 10,000 schedules, of which 10 are due.
 */
export async function fillDatabase(db: Queryable): Promise<BusyDatabase> {
  await clock.freezeAt(db, "2030-01-01T00:00:00Z");
  const names: string[] = [];
  for (let i = 0; i < 50; i++) {
    names.push(await deploy(db, { name: `d${i}`, flow: { name: `flow-${i % 10}` } }));
  }
  await addHistory(db);
  await addSchedules(db);
  await db.query(
    `insert into provost.flow_runs (deployment, expected_start_time)
     select ($1::text[])[1 + i % 50], '2029-12-31T23:00:00Z'::timestamptz + i * interval '1 s'
     from generate_series(1, 360) i`,
    [names],
  );
  await db.query(
    `insert into provost.flow_runs (deployment_id, schedule_id, auto_scheduled, expected_start_time)
     select s.deployment_id, s.id, true, '2031-01-01T00:00:00Z'
     from provost.deployment_schedules s limit 5000`,
  );
  const worker = await registerWorker(db, { limit: 100 });
  const silent = await registerWorker(db);
  await claimMany(db, worker, 40);
  await claimMany(db, silent, 20);
  await vacuum(db);
  return {
    deployment: names[7] ?? "",
    flow: "flow-7",
    worker,
    silent,
    schedule: await value(
      db,
      "select id from provost.deployment_schedules where next_plan_time < '2030-01-01' limit 1",
    ),
  };
}

/** Beside the triggers, which would take their time for each of 200,000 runs. */
async function addHistory(db: Queryable): Promise<void> {
  await db.query(`
    begin;
    set local session_replication_role = replica;
    insert into provost.flow_runs (
      flow_id, deployment_id, deployment, work_queue_id, name, state_type, state_name,
      state_timestamp, epoch, state_count, run_count, expected_start_time, start_time, end_time,
      created)
    select d.flow_id, d.id, d.full_name, d.work_queue_id, 'old', s.type, initcap(s.type::text),
      '2029-01-01', 1, 4, 1, '2029-01-01', '2029-01-01', '2029-01-01', '2029-01-01'
    from generate_series(1, 4000) i,
      lateral (select case when i % 20 = 0 then 'FAILED' else 'COMPLETED' end::provost.state_type)
        as s (type),
      provost.deployments d;
    insert into provost_private.flow_run_states (flow_run_id, seq, type, name, timestamp)
    select r.id, 4, r.state_type, r.state_name, r.end_time from provost.flow_runs r limit 50000;
    insert into provost.task_runs (
      flow_run_id, key, name, task_name, epoch, state_type, state_name, state_timestamp,
      state_count, run_count)
    select r.id, 't#0', 't', 't', 1, 'COMPLETED', 'Completed', r.end_time, 2, 1
    from provost.flow_runs r limit 50000;
    insert into provost_private.task_run_states (flow_run_id, task_run_id, seq, type, name, timestamp)
    select t.flow_run_id, t.id, 2, t.state_type, t.state_name, t.state_timestamp
    from provost.task_runs t;
    commit;`);
}

const addSchedules = (db: Queryable): Promise<unknown> =>
  db.query(`
    insert into provost.deployment_schedules (deployment_id, slug, interval_seconds, next_plan_time)
    select d.id, 's' || i, 86400, case when i = 1 and d.name < 'd18'
      then '2029-12-31T00:00:00Z' else '2030-06-01T00:00:00Z' end::timestamptz
    from generate_series(1, 200) i, provost.deployments d`);

const claimMany = (db: Queryable, worker: string, count: number): Promise<unknown> =>
  column(db, "select epoch from provost_private.claim_flow_runs('default', null, $1, $2)", [
    worker,
    count,
  ]);
