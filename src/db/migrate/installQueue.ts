import { VersionTooNew } from "../../errors.ts";
import { loadGraphileWorker } from "../graphileWorker.ts";
import { type Connection, createPool } from "../pool.ts";

/**
 * graphile-worker's own migrations, on a connection of their own: the first of them probes for its
 * table and would abort a transaction of ours. The caller holds the migration lock meanwhile.
 */
export async function installQueue(connection: Connection): Promise<void> {
  const { Logger, runMigrations } = await loadGraphileWorker();
  const pool = createPool(connection, { applicationName: "provost migrate", size: 1 });
  const { exitCode } = process;
  try {
    await runMigrations({ pgPool: pool, logger: new Logger(() => () => {}) });
  } catch (thrown) {
    throw queueError(thrown);
  } finally {
    // It sets an exit code when it fails, but whether to exit is not its decision.
    process.exitCode = exitCode;
    await pool.end();
  }
}

function queueError(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || !thrown.message.includes("breaking migration")) return thrown;
  return new VersionTooNew("The graphile_worker schema is newer than this release can use", {
    detail: thrown.message,
    hint: "Start a newer release, or point this one at another database.",
    cause: thrown,
  });
}
