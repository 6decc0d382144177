import { setTimeout as sleep } from "node:timers/promises";
import { errorField, fromPostgres, MigrationFailed } from "../errors.ts";
import { applyFile } from "./migrate/applyFile.ts";
import { installQueue } from "./migrate/installQueue.ts";
import {
  createLedger,
  hasLostRights,
  isUpToDate,
  isUpToDateInside,
  migrationName,
  pendingMigrations,
  readLedger,
  recordMigration,
  recordSources,
  refuseDowngrade,
} from "./migrate/ledger.ts";
import { inLoadOrder } from "./migrate/loadOrder.ts";
import { explainMissingRights } from "./migrate/missingRights.ts";
import { dropObjects, findOrphans, readObjects } from "./migrate/repeatableObjects.ts";
import { readServer, refuseUnfitServer } from "./migrate/server.ts";
import { readSources, type Sources, type SqlFile } from "./migrate/sources.ts";
import { type Client, type Connection, closeClient, connectClient } from "./pool.ts";

export interface MigrateOptions {
  /** Another sql folder than the package's own. */
  sqlFolder?: string;
  /** How long to go on trying while tables are locked by others. Default 60. */
  lockWaitSeconds?: number;
  /** Go back on purpose: replace the functions of a newer release by this one's. Default false. */
  allowDowngrade?: boolean;
}

export interface MigrateResult {
  /** True when the database was up to date, and nothing was executed. */
  upToDate: boolean;
  /** Names of the migrations that were applied now. */
  applied: string[];
  /** How many functions, views and so on were loaded again (files). */
  reloaded: number;
  /** Functions, views and triggers that are in no file any more, and were dropped. */
  dropped: string[];
}

export interface MigrationPlan {
  upToDate: boolean;
  pending: string[];
  /** Whether functions, views and triggers are to be loaded again. */
  reload: boolean;
}

// Advisory locks of Provost have two keys: this class ("VO"), and a number of their own.
const lockClass = 0x564f;
const migrationLock = 1;

/**
 * Brings a database up to date: graphile-worker's migrations, then, in one transaction, pending
 * migrations and all functions, views and triggers. Any number of processes may call it at once.
 * Throws `VersionTooNew`, `MigrationFailed` (nothing of the attempt is left) or
 * `DatabaseUnreachable`. Needs a direct connection or one through a session-mode pooler.
 */
export async function migrate(
  connection: Connection,
  options: MigrateOptions = {},
): Promise<MigrateResult> {
  const sources = readSources(options.sqlFolder);
  return await withClient(connection, async (client) => {
    if (await isUpToDate(client, sources)) return nothingDone;
    refuseUnfitServer(await readServer(client));
    const { lockWaitSeconds: patience = 60, allowDowngrade = false } = options;
    const load: Load = { client, connection, sources, patience, allowDowngrade };
    return await untilUnlocked(patience, () => loadGently(load));
  });
}

/** What `migrate` would do. Reads only. */
export async function planMigrations(
  connection: Connection,
  options: MigrateOptions = {},
): Promise<MigrationPlan> {
  const sources = readSources(options.sqlFolder);
  return await withClient(connection, async (client) => {
    if (await isUpToDate(client, sources)) return { upToDate: true, pending: [], reload: false };
    const pending = pendingMigrations(await readLedger(client), sources.migrations);
    return { upToDate: false, pending: pending.map(migrationName), reload: true };
  });
}

const nothingDone: MigrateResult = { upToDate: true, applied: [], reloaded: 0, dropped: [] };

async function withClient<T>(
  connection: Connection,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = await connectClient(connection, { applicationName: "provost migrate" });
  try {
    return await work(client);
  } catch (error) {
    throw await explainMissingRights(client, fromPostgres(error)).catch(() => error);
  } finally {
    await closeClient(client);
  }
}

// What PostgreSQL says when old functions or views stand in the way of new ones: a result type or
// a parameter name changed, a view lost a column, a column in use is dropped or gets another type.
const inTheWay = new Set(["42P13", "42P16", "2BP01", "0A000", "42725"]);

interface Load {
  client: Client;
  connection: Connection;
  sources: Sources;
  /** Seconds that a lock may be waited for in all. */
  patience: number;
  allowDowngrade: boolean;
}

/** Replaces objects in place; only when old ones stand in the way, drops them first. */
async function loadGently(load: Load): Promise<MigrateResult> {
  try {
    return await inTransaction(load, () => apply(load, { dropFirst: false }));
  } catch (error) {
    if (!(error instanceof MigrationFailed) || !inTheWay.has(error.code)) throw error;
    return await inTransaction(load, () => apply(load, { dropFirst: true }));
  }
}

async function inTransaction(
  { client, sources, patience }: Load,
  work: () => Promise<MigrateResult>,
): Promise<MigrateResult> {
  await client.query("begin");
  try {
    await takeLock(client, patience);
    // Somebody else may have done it while this process waited.
    const result = (await isUpToDateInside(client, sources)) ? nothingDone : await work();
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw error;
  }
}

/**
 * The lock lives as long as the transaction, so that no way of dying leaves it behind, and
 * graphile-worker's migrations run under it on another connection. Tables are waited for only
 * briefly: everybody else who wants them would queue up behind.
 */
async function takeLock(client: Client, patience: number): Promise<void> {
  const milliseconds = Math.min(Math.max(patience * 1000, 100), 1000);
  await client.query(`
    set local statement_timeout = 0;
    set local idle_in_transaction_session_timeout = 0;
    set local lock_timeout = '5min';
    select pg_catalog.pg_advisory_xact_lock(${lockClass}, ${migrationLock});
    set local lock_timeout = ${milliseconds};
    set local client_min_messages = 'warning';
    set local search_path = '';`);
}

async function apply(
  { client, connection, sources, allowDowngrade }: Load,
  { dropFirst }: { dropFirst: boolean },
): Promise<MigrateResult> {
  const pending = pendingMigrations(await readLedger(client), sources.migrations);
  if (!allowDowngrade) await refuseDowngrade(client, sources);
  await installQueue(connection);
  await createLedger(client);
  const before = await readObjects(client);
  if (dropFirst) await dropObjects(client, before);
  if (await hasLostRights(client)) await restoreRoles(client, sources, pending);
  for (const file of inLoadOrder(sources.kernel)) await applyFile(client, file);
  for (const file of pending) {
    await applyFile(client, file);
    await recordMigration(client, file);
  }
  for (const file of inLoadOrder(sources.repeatables)) await applyFile(client, file);
  const dropped = await dropOrphans(client, before, sources);
  await recordSources(client, sources);
  const reloaded = sources.kernel.length + sources.repeatables.length;
  return { upToDate: false, applied: pending.map(migrationName), reloaded, dropped };
}

/** Roles belong to a server, not to a database: another server may not have those of the ledger. */
async function restoreRoles(
  client: Client,
  { migrations }: Sources,
  pending: readonly SqlFile[],
): Promise<void> {
  for (const file of migrations) {
    if (migrationName(file) === "0001_roles" && !pending.includes(file)) {
      await applyFile(client, file);
    }
  }
}

async function dropOrphans(
  client: Client,
  before: Awaited<ReturnType<typeof readObjects>>,
  sources: Sources,
): Promise<string[]> {
  const files = [...sources.kernel, ...sources.repeatables];
  const orphans = findOrphans(before, await readObjects(client), files);
  const refused = await dropObjects(client, orphans);
  if (refused.length === 0) return orphans.map(({ identity }) => identity);
  throw new MigrationFailed(
    `No file creates ${refused.map(({ identity }) => identity).join(", ")} any more, but it is still needed`,
    {
      code: "2BP01",
      detail: refused.map(({ reason }) => reason).join("\n"),
      hint: "Restore the file, or first drop what depends on the object.",
    },
  );
}

/** Repeats while somebody else's locks, or a catalog row that they change, are in the way. */
async function untilUnlocked<T>(seconds: number, attempt: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (let pause = 100; ; pause = Math.min(pause * 2, 2000)) {
    try {
      return await attempt();
    } catch (error) {
      if (!isLocked(error) || Date.now() + pause > deadline) throw error;
      await sleep(pause * (0.5 + Math.random()));
    }
  }
}

function isLocked(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = errorField(error, "code");
  if (code === "55P03" || code === "40P01") return true;
  // Roles are shared by all databases, and the lock is not: two databases can meet in one row.
  return code === "XX000" && error.message.includes("tuple concurrently updated");
}
