import { type Connection, createPool } from "../../src/db/pool.ts";

// Written past the triggers, which would take a minute: rows as a million completed runs of one
// task each leave them, over the last 30 days, keyed by time as their ids are.

const seedRuns = `
insert into provost.flow_runs (
  id, flow_id, deployment_id, deployment, work_queue_id, name, parameters, state_type, state_name,
  state_timestamp, state_count, epoch, run_count, expected_start_time, start_time, end_time,
  total_run_time, result, created)
select s.id, d.flow_id, d.id, d.full_name, d.work_queue_id, 'seeded-run', '{"i": 1}', 'COMPLETED',
  'Completed', s.at + interval '20 ms', 4, 1, 1, s.at, s.at + interval '10 ms',
  s.at + interval '20 ms', interval '10 ms', 'null', s.at
from bench_seed s
join (
  select *, row_number() over (order by full_name) as place, count(*) over () as places
  from provost.deployments
) d on d.place = 1 + s.number % d.places`;

const seedRunStates = `
insert into provost_private.flow_run_states (
  flow_run_id, seq, type, name, timestamp, follows_pending)
select s.id, t.seq, t.type::provost.state_type, initcap(t.type), s.at + t.seq * interval '5 ms',
  t.follows_pending
from bench_seed s
cross join (
  values (3, 'RUNNING', true), (4, 'COMPLETED', null)) t (seq, type, follows_pending)`;

const seedTaskRuns = `
insert into provost.task_runs (
  flow_run_id, key, name, task_name, epoch, state_type, state_name, state_timestamp, state_count,
  run_count, start_time, end_time, input_hash, result, id, implied_states)
select s.id, 'step-0', 'step-0', 'step', 1, 'COMPLETED', 'Completed', s.at + interval '15 ms', 2, 1,
  s.at + interval '10 ms', s.at + interval '15 ms', 'seeded', '1', s.task_id, 2
from bench_seed s`;

/** Ids of version 7 with the times of the past. */
const chooseIds = `
create unlogged table bench_seed as
select number, at, uuid_at(at, 'run' || number) as id, uuid_at(at, 'task' || number) as task_id
from (
  select number, now() - interval '30 days' + number * interval '30 days' / $1::int as at
  from generate_series(1, $1::int) as number
) planned`;

const createUuidAt = `
create function uuid_at(at timestamptz, salt text) returns uuid language sql immutable
return (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7'
  || substr(md5(salt), 1, 3) || '8' || substr(md5(salt), 4, 15))::uuid`;

/** Its history lies in periods of a week, as they are made when it is kept for a month. */
const makePeriods = `
do $$
declare
  v_table text;
begin
  for v_table in select name from provost_private.history_tables where kind = 'runs' loop
    execute format('drop table provost_history.%I', v_table || '_first');
  end loop;
  delete from provost_private.history_periods where kind = 'runs';
  update provost_private.history_state set runs_every = '7 days';
  perform provost_private.make_history_period('runs', now() + i * interval '1 day')
  from generate_series(-31, 1) i;
end
$$`;

/** Fills Provost's tables with `runs` completed runs, each with its states and one task run. */
export async function seedHistory(connection: Connection, runs: number): Promise<void> {
  const pool = createPool(connection, {
    size: 2,
    serverOptions: { session_replication_role: "replica", synchronous_commit: "off" },
  });
  try {
    await pool.query(makePeriods);
    await pool.query(createUuidAt);
    await pool.query(chooseIds.replaceAll("$1::int", String(runs)));
    const inTurn = async (statements: readonly string[]) => {
      for (const statement of statements) await pool.query(statement);
    };
    await Promise.all([inTurn([seedRuns, seedTaskRuns]), inTurn([seedRunStates])]);
    await inTurn(["drop table bench_seed", "drop function uuid_at", "vacuum (analyze)"]);
  } finally {
    await pool.end();
  }
}
