import { openDatabase } from "../../db/openDatabase.ts";
import type { Database } from "../../db/openDatabase.ts";
import type { PoolClient } from "../../db/pool.ts";
import { loadSettings } from "../../settings/settings.ts";

/** How long the database is kept open for the next transaction. */
const lingerMs = 200;

let current: Promise<Database> | undefined;
let users = 0;
let closing: NodeJS.Timeout | undefined;

/**
 * Does work in one transaction of the database that the settings name: where the rows go. It is
 * opened for the first user, and closed soon after the last, so that a script can end.
 */
export async function inTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
  clearTimeout(closing);
  users++;
  try {
    const { pool } = await opened();
    const client = await pool.connect();
    let failure: unknown;
    try {
      await client.query("begin");
      const result = await work(client);
      await client.query("commit");
      return result;
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      // A connection whose transaction failed is not used again.
      client.release(failure !== undefined);
    }
  } finally {
    users--;
    if (users === 0) closing = setTimeout(() => void close(), lingerMs);
  }
}

async function opened(): Promise<Database> {
  const settings = loadSettings();
  const opening = (current ??= openDatabase({
    settings,
    migrate: false,
    applicationName: "etl",
  }));
  try {
    return await opening;
  } catch (error) {
    if (current === opening) current = undefined;
    throw error;
  }
}

async function close(): Promise<void> {
  const open = current;
  current = undefined;
  await (await open)?.close();
}
