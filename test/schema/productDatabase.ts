import { beforeAll } from "vitest";
import { migrate } from "../../src/db/migrate.ts";
import { type TestDatabase, useDatabase } from "../support/database.ts";

/** A database exactly as a migration leaves it: without the clock that tests can set. */
export function useProductDatabase(): TestDatabase {
  const database = useDatabase({ start: "empty" });
  beforeAll(() => migrate(database.connection));
  return database;
}
