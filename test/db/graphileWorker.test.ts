import { expect, it, onTestFinished } from "vitest";
import { toleratingSecondRelease } from "../../src/db/graphileWorker.ts";
import { createPool } from "../../src/db/pool.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();

/** Gives a connection back twice, as graphile-worker may. */
const releaseTwice = (pool: ReturnType<typeof createPool>): Promise<void> =>
  new Promise((resolve, reject) => {
    pool.connect((_error, _client, release) => {
      release();
      try {
        release();
        resolve();
      } catch (error) {
        reject(error);
      }
    });
  });

function openPool() {
  const pool = createPool(database.connection, { size: 1 });
  onTestFinished(() => pool.end());
  return pool;
}

it("a connection that is given back for the second time is no error", async () => {
  await expect(releaseTwice(openPool())).rejects.toThrow("already been released");
  const pool = toleratingSecondRelease(openPool());
  await releaseTwice(pool);
  expect((await pool.query<{ one: number }>("select 1 as one")).rows).toEqual([{ one: 1 }]);
  (await pool.connect()).release();
  expect([pool.totalCount, pool.idleCount, pool.waitingCount]).toEqual([1, 1, 0]);
});
