import { loadGraphileWorker } from "../../src/db/graphileWorker.ts";
import { type Connection, createPool } from "../../src/db/pool.ts";

/** graphile-worker alone, with the settings that its documentation recommends for speed. */
export async function openBareQueue(connection: Connection) {
  const { makeWorkerUtils, runTaskList, Logger } = await loadGraphileWorker();
  const logger = new Logger(() => () => {});
  const concurrency = 24;
  const pool = createPool(connection, { size: concurrency + 1 });
  const utils = await makeWorkerUtils({ pgPool: pool, logger });
  await utils.migrate();

  const start = (onJob: (payload: unknown) => void) =>
    runTaskList(
      {
        preset: {
          worker: {
            concurrentJobs: concurrency,
            localQueue: { size: 2000 },
            completeJobBatchDelay: 0,
            failJobBatchDelay: 0,
          },
        },
        logger,
        noHandleSignals: true,
      },
      { noop: onJob },
      pool,
    );

  return {
    async insertMany(count: number): Promise<void> {
      const jobs = Array.from({ length: count }, (_none, i) => ({
        identifier: "noop",
        payload: { i },
      }));
      await utils.addJobs(jobs);
    },
    insertOne: (payload: object) => utils.addJob("noop", payload),
    start,
    async countJobs(): Promise<number> {
      const { rows } = await pool.query<{ n: number }>(
        "select count(*)::int as n from graphile_worker._private_jobs",
      );
      return rows[0]?.n ?? 0;
    },
    async close(): Promise<void> {
      await utils.release();
      await pool.end();
    },
  };
}
