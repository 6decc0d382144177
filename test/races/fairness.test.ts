import { expect, it } from "vitest";
import { connectClient } from "../../src/db/pool.ts";
import { claim, type ClaimedRow, deploy, registerWorker } from "../sql/engine.ts";
import { addPool } from "../sql/queues.ts";
import { rows } from "../sql/rows.ts";
import { useDatabase } from "../support/database.ts";
import { meanwhile } from "./race.ts";

const database = useDatabase();

/** A pool in which so many runs of each key are due, those of the first key the longest. */
async function poolWith(runs: Record<string, number>): Promise<string> {
  const pool = await addPool(database.pool);
  const deployment = await deploy(database.pool, { work_pool_name: pool });
  for (const [key, count] of Object.entries(runs)) {
    await database.pool.query(
      `insert into provost.flow_runs (deployment, fairness_key, expected_start_time)
       select $1, $2, clock_timestamp() - interval '1 hour' from generate_series(1, $3::integer)`,
      [deployment, key, count],
    );
  }
  return pool;
}

async function keysOf(claimed: readonly ClaimedRow[]): Promise<Record<string, number>> {
  const counts = await rows<{ key: string; count: number }>(
    database.pool,
    `select fairness_key as key, count(*)::integer as count from provost.flow_runs
     where id = any ($1) group by 1 order by 1`,
    [claimed.map((run) => run.flow_run_id)],
  );
  return Object.fromEntries(counts.map(({ key, count }) => [key, count]));
}

it("two claims of the same fairness keys do not wait for each other, and each is fair", async () => {
  const pool = await poolWith({ crowd: 100, few: 10 });
  const [one, two] = [
    await registerWorker(database.pool, { pool }),
    await registerWorker(database.pool, { pool }),
  ];
  const { first, second } = await meanwhile(
    database.connection,
    ({ client }) => claim(client, one, 10, pool),
    ({ client }) => claim(client, two, 10, pool),
  );
  expect(await keysOf(first)).toEqual({ crowd: 5, few: 5 });
  expect(await keysOf(second)).toEqual({ crowd: 5, few: 5 });
});

it("what others are taking of a key is made up for by those of other keys", async () => {
  const pool = await poolWith({ few: 4, crowd: 100 });
  const [one, two] = [
    await registerWorker(database.pool, { pool }),
    await registerWorker(database.pool, { pool }),
  ];
  const { first, second } = await meanwhile(
    database.connection,
    ({ client }) => claim(client, one, 8, pool),
    ({ client }) => claim(client, two, 8, pool),
  );
  expect(await keysOf(first)).toEqual({ crowd: 4, few: 4 });
  expect(await keysOf(second)).toEqual({ crowd: 8 });
});

it("16 claimers of three keys take each run once, and all of them", async () => {
  const pool = await poolWith({ a: 200, b: 150, c: 50 });
  const claimed: ClaimedRow[] = [];
  const live = async (size: number) => {
    const client = await connectClient(database.connection);
    const worker = await registerWorker(database.pool, { pool });
    for (;;) {
      const runs = await claim(client, worker, size, pool);
      if (runs.length === 0) break;
      claimed.push(...runs);
    }
    await client.end();
  };
  await Promise.all(Array.from({ length: 16 }, (_none, i) => live(1 + (i % 7))));
  // Whoever found all that was left locked has gone; nobody holds it any more.
  await live(100);
  expect(new Set(claimed.map((run) => run.flow_run_id)).size).toBe(400);
  expect(claimed).toHaveLength(400);
  expect(await keysOf(claimed)).toEqual({ a: 200, b: 150, c: 50 });
});
