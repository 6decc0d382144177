import { expect, it } from "vitest";
import { connectClient } from "../../src/db/pool.ts";
import { createLimit, take } from "../sql/20_limits/limits.ts";
import {
  claim,
  deploy,
  endWorker,
  finish,
  type HeldRun,
  reap,
  registerWorker,
} from "../sql/engine.ts";
import { row, value } from "../sql/rows.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase({ poolSize: 20 });

const limits = { pool: 7, queue: 4, deployment: 3, tag: 2, global: 2 };
type Limited = keyof typeof limits;

/** What a task of a run does that has a tag with a limit, in code that has a limit of its own. */
const slotsFor = (run: HeldRun) => ({
  names: ["tag:scarce", "everywhere"],
  run,
  taskKey: "t#0",
  waits: false,
});

/**
 * Lives of workers: claims runs, takes slots in them and finishes them, until the session is killed
 * during one of these; then the worker ends, or is given up for dead.
 */
async function live(life: number, isOver: () => boolean): Promise<void> {
  for (let i = life; !isOver(); i++) {
    const client = await connectClient(database.connection);
    const worker = await registerWorker(database.pool);
    const pid = await value<number>(client, "select pg_backend_pid()");
    const steps = { left: 1 + Math.floor(Math.random() * 16) };
    const step = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
      const isKilled = --steps.left === 0;
      await Promise.all([
        answer,
        isKilled && database.pool.query("select pg_terminate_backend($1)", [pid]),
      ]);
      return await answer;
    };
    const claimAndFinish = async () => {
      for (const { flow_run_id: id, epoch } of await step(claim(client, worker, 2))) {
        const { status } = await step(take(client, slotsFor({ id, epoch, worker })));
        if (status === "GRANTED") granted++;
        await step(finish(client, { id, epoch }));
      }
    };
    while (steps.left > 0 && !isOver()) {
      await claimAndFinish().catch((error: unknown) => {
        if (steps.left > 0) throw error;
      });
    }
    await client.end().catch(() => {});
    await (i % 3 === 0 ? reap : endWorker)(database.pool, worker);
  }
}

let granted = 0;

const look = `
  select count(*) filter (where is_running)::integer as pool,
    count(*) filter (where is_running and queue = 'narrow')::integer as queue,
    count(*) filter (where is_running and is_limited)::integer as deployment,
    (select count(*) from provost.concurrency_slots s
      where s.limit_name = 'tag:scarce' and s.status = 'HELD')::integer as tag,
    (select count(*) from provost.concurrency_slots s
      where s.limit_name = 'everywhere' and s.status = 'HELD')::integer as global,
    count(*) filter (where not is_over)::integer as left
  from (
    select r.state_type in ('PENDING', 'RUNNING') as is_running, q.name as queue,
      provost_private.is_terminal(r.state_type) as is_over, r.deployment = $1 as is_limited
    from provost.flow_runs r join provost.work_queues q on q.id = r.work_queue_id
  ) r`;

it("64 workers, of which most are killed, exceed none of the limits of pool, queue, deployment, tag and code, and leave no slot behind", async () => {
  const { pool } = database;
  await pool.query("select provost.set_work_pool_concurrency_limit('default', $1)", [limits.pool]);
  await pool.query(
    "select provost.create_work_queue('default', 'narrow', priority => 1, concurrency_limit => $1)",
    [limits.queue],
  );
  const limited = await deploy(pool, { concurrency_limit: limits.deployment });
  const deployments = [
    limited,
    await deploy(pool, { work_queue_name: "narrow" }),
    await deploy(pool),
  ];
  await createLimit(pool, { name: "tag:scarce", limit: limits.tag });
  await createLimit(pool, { name: "everywhere", limit: limits.global });
  await pool.query(
    `insert into provost.flow_runs (deployment)
     select d from unnest($1::text[]) d, generate_series(1, 40)`,
    [deployments],
  );
  let isOver = false;
  const lives = Array.from({ length: 64 }, (_none, i) => live(i, () => isOver));
  const watcher = await connectClient(database.connection);
  const most = { pool: 0, queue: 0, deployment: 0, tag: 0, global: 0 };
  try {
    while (!isOver) {
      const seen = await row<Record<Limited | "left", number>>(watcher, look, [limited]);
      for (const key of Object.keys(most) as Limited[]) most[key] = Math.max(most[key], seen[key]);
      isOver = seen.left === 0;
    }
  } finally {
    isOver = true;
    await Promise.all(lives);
    await watcher.end();
  }
  for (const key of Object.keys(most) as Limited[]) {
    expect([key, most[key]]).toEqual([key, Math.min(most[key], limits[key])]);
  }
  expect(most.pool).toBeGreaterThan(1);
  expect(granted).toBeGreaterThan(10);
  expect(
    await value(
      pool,
      `select (select count(*) from provost_private.slots)
         + (select count(*) from provost_private.active_runs)`,
    ),
  ).toBe(0);
});
