import { type Database, openDatabase } from "../db/openDatabase.ts";
import { migrate } from "../db/migrate.ts";
import { DatabaseError, ProvostError } from "../errors.ts";
import { loadSettings, type Settings } from "../settings/settings.ts";
import { say } from "./output/print.ts";

/** A command talks to the database and ends; it needs no more. */
const poolSize = 2;

/**
 * Opens the database for one command and closes it afterwards, with an embedded server that the
 * command had to start. The schema of a database that DATABASE_URL names is left as it is, unless
 * it is empty: a look at it must not bring it up to date.
 */
export async function withDatabase<T>(
  work: (database: Database, settings: Settings) => Promise<T>,
): Promise<T> {
  const settings = readSettings();
  const database = await openDatabase({
    settings: { ...settings, database: { ...settings.database, poolSize } },
    applicationName: "provost cli",
    migrate: settings.database.url === undefined,
  });
  try {
    return await work(database, settings).catch(async (error: unknown) => {
      if (!isEmptyDatabase(error)) throw explained(error);
      await migrate(database.connection);
      return await work(database, settings);
    });
  } finally {
    await database.close();
  }
}

/** The settings; what is odd about them is said once. */
export function readSettings(): Settings {
  const settings = loadSettings();
  for (const warning of settings.warnings) say(`Warning: ${warning}`);
  return settings;
}

const unknownSchema = "3F000";
const unknownFunction = "42883";

const isEmptyDatabase = (error: unknown): boolean =>
  error instanceof ProvostError && error.code === unknownSchema;

/** What was called belongs to another release than the one that set the database up. */
function explained(error: unknown): unknown {
  if (!(error instanceof ProvostError) || error.code !== unknownFunction) return error;
  return new DatabaseError("The database was set up by another release of Provost.", {
    code: error.code,
    detail: error.message,
    hint: "Bring it up to date: provost migrate.",
    cause: error,
  });
}
