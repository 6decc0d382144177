import { quoteIdentifier } from "../../db/pool.ts";
import type { PoolClient } from "../../db/pool.ts";
import { fromPostgres } from "../../errors.ts";
import { conflictKey, originColumns } from "./loadPlan.ts";
import type { LoadPlan } from "./loadPlan.ts";
import { rejectsOf } from "./nameTable.ts";
import type { TableName } from "./nameTable.ts";

export const quoteTable = ({ schema, table }: TableName): string =>
  `${quoteIdentifier(schema)}.${quoteIdentifier(table)}`;

export const quoteList = (names: readonly string[]): string =>
  names.map(quoteIdentifier).join(", ");

/** The columns of a table by name with their types; empty when there is no such table. */
export async function readTypes(client: PoolClient, name: TableName): Promise<Map<string, string>> {
  // With -1 for the length, a cast to `char(3)` fails for a longer text and does not cut it off.
  const { rows } = await client.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, -1) as type
     from pg_attribute
     where attrelid = to_regclass($1) and attnum > 0 and not attisdropped`,
    [quoteTable(name)],
  );
  return new Map(rows.map(({ name, type }) => [name, type]));
}

/** The columns of a table's primary key; empty when it has none. */
export async function readPrimaryKey(client: PoolClient, name: TableName): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name
     from pg_index
     cross join unnest(indkey) with ordinality as places (attnum, place)
     join pg_attribute on attrelid = indrelid and pg_attribute.attnum = places.attnum
     where indrelid = to_regclass($1) and indisprimary
     order by place`,
    [quoteTable(name)],
  );
  return rows.map(({ name }) => name);
}

/**
 * Makes the table and the one for its rejects, or adds what they lack. Columns that are there
 * keep their types.
 */
export async function prepareTable(client: PoolClient, plan: LoadPlan): Promise<void> {
  const table = quoteTable(plan.target);
  // Runs that load into one table take turns here.
  await client.query("select pg_advisory_xact_lock(hashtext('etl'), hashtext($1))", [table]);
  await ensureSchema(client, plan.target.schema);
  await ensureTable(client, table, plan);
  await client.query(
    `create table if not exists ${quoteTable(rejectsOf(plan.target))} (
       source text, line bigint, reason text not null, raw text not null,
       rejected_at timestamptz not null default now(), primary key (source, line))`,
  );
}

async function ensureTable(client: PoolClient, table: string, plan: LoadPlan): Promise<void> {
  const columns = plan.key.length > 0 ? plan.columns : [...originColumns, ...plan.columns];
  const existing = await readTypes(client, plan.target);
  const missing = columns
    .filter(({ name }) => !existing.has(name))
    .map(({ name, type }) => `${quoteIdentifier(name)} ${type}`);
  const key = quoteList(conflictKey(plan));
  if (existing.size === 0) {
    await client.query(`create table ${table} (${missing.join(", ")}, primary key (${key}))`);
    return;
  }
  if (missing.length > 0) {
    const additions = missing.map((definition) => `add column ${definition}`);
    await client.query(`alter table ${table} ${additions.join(", ")}`);
  }
  await ensureUnique(client, table, key);
}

async function ensureSchema(client: PoolClient, schema: string): Promise<void> {
  const quoted = quoteIdentifier(schema);
  const { rows } = await client.query("select 1 where to_regnamespace($1) is not null", [quoted]);
  if (rows.length === 0) await client.query(`create schema if not exists ${quoted}`);
}

const noUniqueIndex = "42P10";

/** Asks PostgreSQL with an insert of nothing whether it can tell rows apart by the key. */
async function ensureUnique(client: PoolClient, table: string, key: string): Promise<void> {
  await client.query("savepoint asking");
  try {
    await client.query(
      `insert into ${table} (${key}) select ${key} from ${table} where false
       on conflict (${key}) do nothing`,
    );
  } catch (error) {
    if (fromPostgres(error).code !== noUniqueIndex) throw error;
    await client.query("rollback to savepoint asking");
    await client.query(`alter table ${table} add unique (${key})`);
  }
}
