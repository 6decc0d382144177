import type { Pool } from "../../src/db/pool.ts";
import { type TestDatabase, withDatabase } from "./database.ts";
import { type SqlFolder, sqlFolder } from "./sqlFolder.ts";

/** A small product: a kernel function, a table that uses it, and a function that reads the table. */
export const smallSql = {
  "00_kernel/one.sql":
    "create or replace function provost_private.one() returns integer language sql immutable return 1;",
  "migrations/0001_things.sql":
    "create table provost.things (id integer primary key default provost_private.one());",
  "20_things/count_things.sql":
    "create or replace function provost.count_things() returns bigint language sql stable\n" +
    "return (select count(*) from provost.things);",
};

/** An empty database, and a folder of SQL files to migrate it with. */
export async function inEmptyDatabase(
  files: Record<string, string>,
  work: (database: TestDatabase, folder: SqlFolder) => Promise<void>,
): Promise<void> {
  await using folder = await sqlFolder(files);
  await withDatabase({ start: "empty" }, (database) => work(database, folder));
}

/** The first row's column `value`. */
export async function value<T>(pool: Pool, query: string): Promise<T | undefined> {
  const { rows } = await pool.query<{ value: T }>(query);
  return rows[0]?.value;
}

/** Whether there is a table, view or function of this name. */
export const exists = async (pool: Pool, name: string): Promise<boolean> =>
  (await value(
    pool,
    `select coalesce(to_regclass('${name}')::oid, to_regproc('${name}')::oid) as value`,
  )) != null;
