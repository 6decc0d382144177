import { expect, it } from "vitest";
import { type Client, connectClient } from "../../src/db/pool.ts";
import {
  cancel,
  claim,
  deploy,
  finishAll,
  reap,
  recordAll,
  registerWorker,
  setState,
} from "../sql/engine.ts";
import { column, value } from "../sql/rows.ts";
import { useDatabase } from "../support/database.ts";
import { onThisMachine } from "../support/slowness.ts";

const database = useDatabase();
const sessions = 32;
const rounds = 12;

/** A number from 0 to `below`, always the same for the same session and round. */
const pick = (session: number, round: number, below: number): number =>
  ((session + 1) * 7919 + (round + 1) * 104_729) % below;

it("runs that are claimed, recorded, finished, cancelled, retried, reaped and tended at once never wait in a circle", async () => {
  const { pool } = database;
  const deployment = await deploy(pool, { retries: 1 });
  const ids = await column<string>(
    pool,
    `insert into provost.flow_runs (deployment, idempotency_key)
       select $1, 'storm-' || i from generate_series(1, 300) i returning id`,
    [deployment],
  );
  const clients = await Promise.all(
    Array.from({ length: sessions }, () => connectClient(database.connection)),
  );
  let refused = 0;

  const moves = [
    async (client: Client) => {
      const worker = await registerWorker(client, { limit: 50 });
      const held = await claim(client, worker, 20);
      const runs = held.map((run) => ({ flow_run_id: run.flow_run_id, epoch: run.epoch }));
      await recordAll(
        client,
        runs.map((run) => ({ ...run, key: "t#0", task_name: "t", type: "COMPLETED" })),
      );
      const half = runs.slice(0, 10).toReversed();
      await finishAll(
        client,
        half.map((run) => ({ ...run, type: "FAILED" })),
      );
      await reap(client, worker);
    },
    async (client: Client, session: number, round: number) => {
      for (let i = 0; i < 10; i++) {
        await cancel(client, ids[pick(session + i, round, ids.length)] ?? "");
      }
    },
    async (client: Client, session: number, round: number) => {
      for (let i = 0; i < 10; i++) {
        const id = ids[pick(session - i, round, ids.length)] ?? "";
        await setState(client, id, { type: "SCHEDULED" }, true);
      }
    },
    async (client: Client) => {
      await client.query("select provost_private.tend_flow_runs()");
      await client.query("select provost_private.tend_dead_workers()");
      await client.query("select provost_private.dispatch(1)");
    },
  ];
  const play = async (client: Client, session: number): Promise<void> => {
    for (let round = 0; round < rounds; round++) {
      const move = moves[(session + round) % moves.length];
      try {
        await move?.(client, session, round);
      } catch (error) {
        // The upkeep gives up on a lock after a while, and does its work the next time.
        if (Reflect.get(Object(error), "code") !== "55P03") throw error;
        refused++;
      }
    }
  };
  const since = performance.now();
  try {
    await Promise.all(clients.map(play));
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
  expect(performance.now() - since).toBeLessThan(onThisMachine(30_000));
  expect(refused).toBeLessThan(sessions);
  expect(
    await value(pool, "select deadlocks from pg_stat_database where datname = $1", [database.name]),
  ).toBe(0);
});
