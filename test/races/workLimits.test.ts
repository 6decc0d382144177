import { afterEach, describe, expect, it } from "vitest";
import { type Client, connectClient } from "../../src/db/pool.ts";
import { claim, deploy, endWorker, enqueue, finish, registerWorker } from "../sql/engine.ts";
import { column, row, value } from "../sql/rows.ts";
import { useDatabase } from "../support/database.ts";
import { meanwhile, race } from "./race.ts";

const database = useDatabase({ poolSize: 20 });

afterEach(async () => {
  await database.pool.query(`
    update provost.workers set status = 'OFFLINE', ended = now() where status <> 'OFFLINE';
    select provost_private.release_orphaned_runs();
    delete from provost.flow_runs;
    select provost.set_work_pool_concurrency_limit('default', null)`);
});

const limitPool = (limit: number) =>
  database.pool.query("select provost.set_work_pool_concurrency_limit('default', $1)", [limit]);

describe("two claims for the last place of a pool", () => {
  it("wait for each other, and the second finds it taken", async () => {
    await limitPool(1);
    const deployment = await deploy(database.pool);
    await enqueue(database.pool, { deployment });
    await enqueue(database.pool, { deployment });
    const [one, two] = [await registerWorker(database.pool), await registerWorker(database.pool)];
    const claims = await race(
      database.connection,
      ({ client }) => claim(client, one),
      ({ client }) => claim(client, two),
    );
    expect(claims.first).toHaveLength(1);
    expect(claims.second).toEqual([]);
  });

  it("leave it to the second when the first rolls back", async () => {
    await limitPool(1);
    const id = await enqueue(database.pool);
    const [one, two] = [await registerWorker(database.pool), await registerWorker(database.pool)];
    const claims = await race(
      database.connection,
      ({ client }) => claim(client, one),
      ({ client }) => claim(client, two),
      "rollback",
    );
    expect(claims.second).toMatchObject([{ flow_run_id: id }]);
  });
});

describe("a change of a queue", () => {
  it("does not wait for an insert that is under way, whose run is not stranded", async () => {
    const { pool } = database;
    await pool.query("select provost.create_work_queue('default', 'short-lived')");
    const deployment = await deploy(pool, { work_queue_name: "short-lived" });
    const { first: id } = await meanwhile(
      database.connection,
      ({ client }) => enqueue(client, { deployment }),
      ({ client }) => client.query("select provost.delete_work_queue('default', 'short-lived')"),
    );
    await pool.query("select provost_private.tend_flow_runs()");
    expect(await claim(pool, await registerWorker(pool))).toMatchObject([{ flow_run_id: id }]);
  });

  it("waits for another one, so that two queues never end in one place", async () => {
    const create = (name: string) => (session: { client: Client }) =>
      session.client.query("select provost.create_work_queue('default', $1, 1)", [name]);
    await race(database.connection, create("one"), create("two"));
    expect(
      await column(
        database.pool,
        "select name from provost_private.list_work_queues('default') order by priority",
      ),
    ).toEqual(["two", "one", "default"]);
  });
});

/** Claims runs and finishes them until none is left; often it is killed while it claims. */
async function live(isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const client = await connectClient(database.connection);
    const worker = await registerWorker(database.pool);
    const pid = await value<number>(client, "select pg_backend_pid()");
    const diesAfter = Math.floor(Math.random() * 8);
    let isKilled = false;
    for (let i = 0; !isKilled && !isOver(); i++) {
      const claiming = claim(client, worker, 1 + (i % 3)).catch(() => []);
      if (i === diesAfter) {
        isKilled = true;
        await database.pool.query("select pg_terminate_backend($1)", [pid]);
      }
      const runs = await claiming;
      if (isKilled) break;
      for (const { flow_run_id: id, epoch } of runs) await finish(client, { id, epoch });
    }
    await client.end().catch(() => {});
    await endWorker(database.pool, worker);
  }
}

interface Sample {
  queued: number;
  all: number;
  left: number;
}

it("64 claimers, of which many are killed, never hold more than 5 runs of a pool and 3 of a queue", async () => {
  const { pool } = database;
  await limitPool(5);
  await pool.query(
    "select provost.create_work_queue('default', 'narrow', priority => 1, concurrency_limit => 3)",
  );
  const deployments = [await deploy(pool, { work_queue_name: "narrow" }), await deploy(pool)];
  await pool.query(
    `insert into provost.flow_runs (deployment)
     select d from unnest($1::text[]) d, generate_series(1, 150)`,
    [deployments],
  );
  const full = await claim(pool, await registerWorker(pool), 10);
  expect(full).toHaveLength(5);
  for (const { flow_run_id: id, epoch } of full) await finish(pool, { id, epoch });
  let isOver = false;
  const claimers = Array.from({ length: 64 }, () => live(() => isOver));
  const watcher = await connectClient(database.connection);
  const most = { queued: 0, all: 0 };
  try {
    while (!isOver) {
      const sample = await row<Sample>(
        watcher,
        `select count(*) filter (where r.state_type = 'RUNNING' and q.name = 'narrow')::integer
             as queued,
           count(*) filter (where r.state_type = 'RUNNING')::integer as all,
           count(*) filter (where r.state_type <> 'COMPLETED')::integer as left
         from provost.flow_runs r join provost.work_queues q on q.id = r.work_queue_id`,
      );
      most.queued = Math.max(most.queued, sample.queued);
      most.all = Math.max(most.all, sample.all);
      isOver = sample.left === 0;
    }
  } finally {
    isOver = true;
    await Promise.all(claimers);
    await watcher.end();
  }
  // A look does not always catch them at their most.
  expect(most.all).toBeGreaterThan(1);
  expect(most.all).toBeLessThanOrEqual(5);
  expect(most.queued).toBeLessThanOrEqual(3);
});
