import { createPool, type Connection, type Pool } from "../../src/db/pool.ts";
import { GroupCommit } from "../../src/engine/groupCommit.ts";

// The floor: the least SQL that is still a durable queue with a history. No product around it.

const tables = `
create table runs (
  id bigint generated always as identity primary key, state text not null default 'waiting',
  due timestamptz not null default now(), input jsonb, result jsonb);
create index on runs (due) where state = 'waiting';
create table history (run_id bigint, state text, at timestamptz default clock_timestamp());
create table steps (run_id bigint, key text, result jsonb, primary key (run_id, key));`;

const claimSql = `
with c as (select id from runs where state = 'waiting' and due <= now() order by due
    limit $1 for update skip locked),
  u as (update runs set state = 'running' from c where runs.id = c.id returning runs.id),
  h as (insert into history select u.id, 'running' from u)
select id from u`;

const finishSql = `
with u as (update runs set state = 'completed', result = '1' where id = any ($1) returning id)
insert into history select u.id, 'completed' from u`;

const stepSql = `
insert into steps select * from unnest($1::bigint[], $2::text[], $3::jsonb[]) on conflict do nothing`;

export async function openRaw(connection: Connection) {
  const pool = createPool(connection, { size: 10 });
  await pool.query(tables);
  const record = recorder(pool);
  return {
    pool,
    async insertMany(count: number): Promise<void> {
      await pool.query(
        "insert into runs (input) select jsonb_build_object('i', g) from generate_series(1, $1) g",
        [count],
      );
    },
    async drain(): Promise<void> {
      const lane = async () => {
        for (;;) {
          const { rows } = await pool.query<{ id: number }>({
            name: "c",
            text: claimSql,
            values: [100],
          });
          if (rows.length === 0) return;
          const ids = rows.map(({ id }) => id);
          await pool.query({ name: "f", text: finishSql, values: [ids] });
        }
      };
      await Promise.all([lane(), lane()]);
    },
    /** `runs` runs of `steps` steps one after the other, all runs at the same time. */
    async steps(runs: number, steps: number): Promise<void> {
      await Promise.all(
        Array.from({ length: runs }, async (_none, run) => {
          for (let step = 0; step < steps; step++) await record({ run, key: `s-${step}` });
        }),
      );
    },
    async fanOut(count: number): Promise<void> {
      await Promise.all(
        Array.from({ length: count }, (_none, i) => record({ run: 1, key: `s-${i}` })),
      );
    },
    close: () => pool.end(),
  };
}

interface Step {
  run: number;
  key: string;
}

function recorder(pool: Pool): (step: Step) => Promise<void> {
  const commits = new GroupCommit<Step, undefined>({
    async run(batch) {
      const runs = batch.map(({ run }) => run);
      const keys = batch.map(({ key }) => key);
      await pool.query({ name: "s", text: stepSql, values: [runs, keys, batch.map(() => "1")] });
      return batch.map(() => undefined);
    },
  });
  return (step) => commits.add(step);
}
