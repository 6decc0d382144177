import type { z } from "zod";
import type { PoolClient } from "../../db/pool.ts";
import { rowCleaner } from "./cleanRow.ts";
import type { Values } from "./cleanRow.ts";
import { copyRows } from "./copyRows.ts";
import type { LoadPlan } from "./loadPlan.ts";
import type { Batch, FileProfile } from "./profileFile.ts";
import { readRows } from "./readRows.ts";
import type { FileRange } from "./readRows.ts";
import { readTypes } from "./targetTable.ts";

/** A file, and what there is to know about it and its key. */
export interface KeyedFile {
  readonly path: string;
  readonly plan: LoadPlan;
  readonly profile: FileProfile;
  readonly rowSchema: z.ZodObject | undefined;
}

/** The line of a row, and the line of the first row that has the same key. */
export type Repeat = readonly [line: number, first: number];

/**
 * Finds rows whose key an earlier row has, `most` at most, and counts the rows without a key.
 * PostgreSQL compares the keys, so that memory does not limit how many there may be.
 */
export async function findRepeats(
  client: PoolClient,
  { path, plan, profile, rowSchema }: KeyedFile,
  most: number,
): Promise<{ repeats: Repeat[]; missing: number }> {
  const names = plan.key.map((_, i) => `key_${i}`);
  const fields = names.map((name) => `${name} text`).join(", ");
  await client.query(`create temp table etl_keys (line bigint, ${fields}) on commit drop`);
  const clean = rowCleaner({ header: plan.header, key: [], rowSchema });
  const places = plan.key.map((name) => plan.columns.findIndex((column) => column.name === name));
  let missing = 0;
  for await (const { rows } of readRows(path, wholeRange(profile.batches), plan.delimiter)) {
    const keys: (string | number)[][] = [];
    for (const row of rows) {
      const cleaned = clean(row);
      if ("fault" in cleaned) continue;
      const key = presentValues(cleaned.values, places);
      if (key.length === places.length) keys.push([row.line, ...key]);
      else missing++;
    }
    await copyRows(client, "etl_keys", keys);
  }
  const types = await comparedTypes(client, plan);
  const key = names.map((name, i) => `${name}::${types[i]}`).join(", ");
  const { rows } = await client.query<{ line: number; first: number }>(
    `select line, first
     from (select line, min(line) over (partition by ${key}) as first from etl_keys) as keys
     where line > first
     order by line
     limit $1`,
    [most],
  );
  return { repeats: rows.map(({ line, first }) => [line, first]), missing };
}

function wholeRange(batches: readonly Batch[]): FileRange {
  const { start = 0, line = 1 } = batches[0] ?? {};
  return { start, end: batches.at(-1)?.end ?? 0, line };
}

const presentValues = (values: Values, places: readonly number[]): string[] =>
  places.map((place) => values[place] ?? null).filter((value) => value !== null);

/** As what values are equal in the table. What may not fit its type is compared as a text. */
async function comparedTypes(
  client: PoolClient,
  { target, columns, key }: LoadPlan,
): Promise<string[]> {
  const existing = await readTypes(client, target);
  return key.map((name) => {
    const type = columns.find((column) => column.name === name)?.type ?? "text";
    return (existing.get(name) ?? type) === type ? type : "text";
  });
}
