import { afterAll, beforeEach, vi } from "vitest";
import { connectionUrl } from "../crash/connectionUrl.ts";
import { type TestDatabase, useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { type TemporaryFolder, useTemporaryFolder } from "./temporaryFolder.ts";

export interface Examples {
  readonly database: TestDatabase;
  readonly folder: TemporaryFolder;
  /** The rows of a query. */
  query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
}

/** A database of this test file's own, which flows that it calls run in and load into. */
export function useExamples(): Examples {
  const database = useDatabase();
  const folder = useTemporaryFolder();
  beforeEach(() => {
    vi.stubEnv("DATABASE_URL", connectionUrl(database.connection));
    vi.stubEnv("PROVOST_HOME", folder.path);
    vi.stubEnv("PROVOST_LOGGING_LEVEL", "CRITICAL");
  });
  // What runs flows says goodbye to the database a moment after the last one.
  afterAll(() => eventually(async () => (await countOthers(database)) === 0));
  return {
    database,
    folder,
    query: async (sql, values) =>
      (await database.pool.query<Record<string, unknown>>(sql, values)).rows,
  };
}

async function countOthers({ pool }: TestDatabase): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*) from pg_stat_activity
     where datname = current_database() and application_name <> 'test'`,
  );
  return rows[0]?.count ?? 0;
}
