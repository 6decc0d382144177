import { expect, it } from "vitest";
import { type Client, connectClient } from "../../src/db/pool.ts";
import { clock } from "../support/clock.ts";
import { useDatabase } from "../support/database.ts";
import {
  cancel,
  deploy,
  enqueue,
  finishAll,
  finish,
  type HeldRun,
  readRun,
  registerWorker,
  running,
  runningChild,
  setState,
  take,
} from "../sql/engine.ts";
import { column } from "../sql/rows.ts";
import { meanwhile } from "./race.ts";

const database = useDatabase();

/** A run with a flow that it called, and a run of a deployment that it started elsewhere. */
async function aTree(): Promise<HeldRun[]> {
  const { pool } = database;
  const root = await running(pool);
  const child = await runningChild(pool, root);
  const elsewhere = await enqueue(pool, { parent_flow_run_id: child.id });
  return [root, child, await take(pool, elsewhere, await registerWorker(pool))];
}

const tend = () => database.pool.query("select provost_private.tend_flow_runs()");

const finishes = (runs: readonly HeldRun[]) =>
  runs.map(({ id, epoch }) => ({ flow_run_id: id, epoch, type: "FAILED" }));

it("trees that are cancelled, finished and tended at once never wait in a circle", async () => {
  const trees = await Promise.all(Array.from({ length: 24 }, aTree));
  const clients = await Promise.all(
    Array.from({ length: 16 }, () => connectClient(database.connection)),
  );
  const all = trees.flat();
  const work = async (client: Client, n: number): Promise<void> => {
    for (let round = 0; round < trees.length; round++) {
      const tree = trees[(round * 7 + n * 5) % trees.length] ?? [];
      if (n % 4 === 0 && tree[0]) await cancel(client, tree[0].id);
      else if (n % 4 === 1) await finishAll(client, finishes(tree.slice(1)));
      else if (n % 4 === 2) {
        const some = all.filter((_run, i) => (i + round + n) % 9 === 0);
        await finishAll(client, finishes(some.toReversed()));
      } else await client.query("select provost_private.tend_flow_runs()");
    }
  };
  try {
    await Promise.all(clients.map(work));
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
  await tend();
  const ids = all.map(({ id }) => id);
  const open = await column(
    database.pool,
    `select state_name from provost.flow_runs where id = any ($1)
       and state_type not in ('CANCELLED', 'CANCELLING', 'FAILED')`,
    [ids],
  );
  expect(open).toEqual([]);
});

it("a child that somebody changes while its parent is cancelled is cancelled a little later", async () => {
  const { pool, connection } = database;
  const root = await running(pool);
  const child = await take(pool, await enqueue(pool, { parent_flow_run_id: root.id }));
  const moves = await meanwhile(
    connection,
    ({ client }) => setState(client, child.id, { type: "RUNNING", name: "Busy" }),
    ({ client }) => cancel(client, root.id),
  );
  expect(moves.second.status).toBe("ACCEPT");
  expect(await readRun(pool, child.id)).toMatchObject({ state_name: "Busy" });
  await tend();
  expect(await readRun(pool, child.id)).toMatchObject({ state_type: "CANCELLING" });
});

it("a child that is started anew outlives its cancelled parent", async () => {
  const { pool } = database;
  const root = await running(pool);
  const child = await enqueue(pool, {
    deployment: await deploy(pool),
    parent_flow_run_id: root.id,
  });
  await cancel(pool, root.id);
  await finish(pool, root, { type: "CANCELLED" });
  await clock.advance(pool, "11 seconds");
  await setState(pool, child, { type: "SCHEDULED", name: "AwaitingRetry" });
  await tend();
  expect(await readRun(pool, child)).toMatchObject({ state_type: "SCHEDULED" });
});
