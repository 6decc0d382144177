import { InvalidInput } from "../errors.ts";
import type { Settings } from "../settings/settings.ts";
import { waitAtMost } from "../waitAtMost.ts";
import { type EmbeddedServer, startEmbedded } from "./embedded.ts";
import { migrate, type MigrateResult } from "./migrate.ts";
import { type Connection, connectionError, createPool, type Pool } from "./pool.ts";

export interface OpenDatabaseOptions {
  /** From `loadSettings()`. */
  settings: Pick<Settings, "home" | "database">;
  /** Whether to bring the database up to date first. Default true. */
  migrate?: boolean;
  applicationName?: string;
  /** After this long without an answer a connection of the pool counts as lost. Default: never. */
  answerTimeoutSeconds?: number;
  /** Whether the process may end while connections of the pool are idle. Default: no. */
  letsProcessEnd?: boolean;
  /** Told about errors of idle connections, and of an embedded server that had to be restarted. */
  onError?: (error: unknown) => void;
}

export interface Database {
  /** For everything that is one statement or one transaction; may go through a pooler. */
  pool: Pool;
  /** A direct connection: for LISTEN and for locks that outlive a transaction. */
  connection: Connection;
  /** The embedded server, when no DATABASE_URL is set. */
  embedded?: EmbeddedServer;
  /** What was done to bring the database up to date. */
  migrated?: MigrateResult;
  close: () => Promise<void>;
}

/**
 * Opens the database of the settings, or else the embedded one, migrated. Throws
 * `DatabaseUnreachable` (without secrets), `VersionTooNew`, `MigrationFailed`, or `InvalidInput`
 * when sessions begin with settings under which it cannot work.
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const { url, directUrl } = options.settings.database;
  if (url !== undefined) return await open(url, directUrl ?? url, options);
  const embedded = await startEmbedded({
    home: options.settings.home,
    onRestart: (error) => error !== undefined && options.onError?.(error),
  });
  try {
    return await open(embedded.connection, embedded.connection, options, embedded);
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}

async function open(
  connection: Connection,
  direct: Connection,
  options: OpenDatabaseOptions,
  embedded?: EmbeddedServer,
): Promise<Database> {
  let isClosing = false;
  const pool = createPool(connection, {
    ...(options.applicationName && { applicationName: options.applicationName }),
    size: options.settings.database.poolSize,
    letsProcessEnd: options.letsProcessEnd,
    ...(options.answerTimeoutSeconds && { answerTimeoutSeconds: options.answerTimeoutSeconds }),
    // Connections that are ending may still hear of the shutdown that follows.
    onError: (error) => isClosing || options.onError?.(error),
  });
  try {
    const migrated = options.migrate === false ? undefined : await migrate(direct);
    await greet(pool, connection);
    return {
      pool,
      connection: direct,
      ...(embedded && { embedded }),
      ...(migrated && { migrated }),
      async close() {
        isClosing = true;
        // Not for long for code that still has a connection, such as a task that goes on.
        await waitAtMost(farewellMilliseconds, pool.end());
        await embedded?.stop();
      },
    };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

const farewellMilliseconds = 1000;

/** What sessions must begin with, and why anything else would do harm. */
const fitSettings: Readonly<Record<string, string>> = {
  // What waits for a lock must see what has changed meanwhile, not fail.
  default_transaction_isolation: "read committed",
  // Triggers check what is inserted, and tell of it.
  session_replication_role: "origin",
};

/** Opens the pool's first connection, so that a wrong address fails here and says so. */
async function greet(pool: Pool, connection: Connection): Promise<void> {
  const client = await pool.connect().catch((error: unknown) => {
    throw connectionError(connection, error);
  });
  try {
    const { rows } = await client.query<{ name: string; value: string; place: string }>(
      `select s.name, s.setting as value,
         format('%I in database %I', current_user, current_database()) as place
       from pg_settings s where s.name = any ($1)`,
      [Object.keys(fitSettings)],
    );
    for (const { name, value, place } of rows) refuseUnfit(name, value, place);
  } finally {
    client.release();
  }
}

function refuseUnfit(name: string, value: string, place: string): void {
  const expected = fitSettings[name];
  if (value === expected || expected === undefined) return;
  throw new InvalidInput(`Expected sessions whose ${name} is "${expected}", got "${value}"`, {
    detail: "It is a setting of the server, the database or the role.",
    hint: `Run: alter role ${place} set ${name} = '${expected}'`,
  });
}
