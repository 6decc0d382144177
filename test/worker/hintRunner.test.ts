import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toleratingSecondRelease } from "../../src/db/graphileWorker.ts";
import { createPool, type Pool } from "../../src/db/pool.ts";
import { type HintRunner, startHintRunner } from "../../src/worker/hintRunner.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { twoSessions } from "../support/twoSessions.ts";

const database = useDatabase();
const applicationName = "hints under test";
const pollMilliseconds = 50;
const errors: unknown[] = [];
const pools: string[] = [];
let pool: Pool;
let runner: HintRunner;
let hints = 0;

beforeEach(() => {
  hints = errors.length = pools.length = 0;
  pool = toleratingSecondRelease(createPool(database.connection, { applicationName, size: 6 }));
});
afterEach(async () => {
  await runner.stop(1000);
  await pool.end();
});

function start(concurrency: number): void {
  runner = startHintRunner({
    pool,
    task: "provost:default",
    concurrency,
    pollMilliseconds,
    attach: async (id) => void pools.push(id),
    onHint: async () => void hints++,
    onError: (error) => errors.push(error),
  });
}

const addHint = () =>
  database.pool.query("select graphile_worker.add_job('provost:default', max_attempts => 1)");
const cutConnections = () =>
  database.pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1",
    [applicationName],
  );

/** Nobody gets an answer about the table until it is unlocked. */
async function lock(table: string) {
  const sessions = await twoSessions(database.connection);
  await sessions.a.query(`begin; lock table graphile_worker.${table} in access exclusive mode`);
  return {
    untilSomebodyWaits: () =>
      eventually(async () => {
        const { rows } = await sessions.b.query<{ waits: boolean }>(
          `select exists (select from pg_stat_activity where application_name = $1
             and cardinality(pg_blocking_pids(pid)) > 0) as waits`,
          [applicationName],
        );
        return rows[0]?.waits === true;
      }),
    unlock: () => sessions.a.query("rollback"),
    [Symbol.asyncDispose]: () => sessions[Symbol.asyncDispose](),
  };
}

// Many at once are fetched ahead of time, which graphile-worker does in another way.
describe.each([{ concurrency: 2 }, { concurrency: 20 }])(
  "a runner of $concurrency hints at a time",
  ({ concurrency }) => {
    it("is built anew when it was cut off while it asked for the ids of its tasks", async () => {
      await using tasks = await lock("_private_tasks");
      start(concurrency);
      await tasks.untilSomebodyWaits();
      await cutConnections();
      await tasks.unlock();
      await addHint();
      await eventually(() => hints === 1);
      // More than once, where a poll takes longer than it waits for the next.
      expect(pools.length).toBeGreaterThan(1);
    });

    it("is built anew when it gets no answer", async () => {
      start(concurrency);
      await using jobs = await lock("_private_jobs");
      await eventually(() => pools.length >= 2);
      await jobs.unlock();
      await addHint();
      await eventually(() => hints === 1);
      expect(errors.map(String)).toContainEqual(expect.stringContaining("no answer in 5 polls"));
    });

    it("goes on when it was cut off later, by itself or built anew", async () => {
      start(concurrency);
      await addHint();
      await eventually(() => hints === 1);
      await cutConnections();
      await addHint();
      await eventually(() => expect(hints).toBe(2));
    });
  },
);
