import type { z } from "zod";
import { quoteIdentifier } from "../../db/pool.ts";
import type { PoolClient } from "../../db/pool.ts";
import { rowCleaner } from "./cleanRow.ts";
import { copyRows } from "./copyRows.ts";
import type { Repeat } from "./findRepeats.ts";
import { insertRows } from "./insertRows.ts";
import { conflictKey, originColumns } from "./loadPlan.ts";
import type { LoadPlan } from "./loadPlan.ts";
import { labelOf } from "./nameTable.ts";
import type { Batch } from "./profileFile.ts";
import { rawText, readRaw, readRows } from "./readRows.ts";
import type { FileRange } from "./readRows.ts";
import { forgetRejects, keepRejects } from "./rejects.ts";
import type { Lines, Reject } from "./rejects.ts";
import { quoteList, quoteTable, readTypes } from "./targetTable.ts";

/** A batch with what it has to know of the others. */
export interface BatchPart extends Batch {
  /** The lines that it answers for: all from the first one to the next batch, rows or not. */
  readonly fromLine: number;
  readonly untilLine: number | null;
  readonly repeats: readonly Repeat[];
}

export interface BatchCounts {
  readonly rows: number;
  /** Rows that are in the table now, also when they were there before. */
  readonly loaded: number;
  /** Rows of these that are new, or have changed. */
  readonly written: number;
  readonly rejected: number;
}

/**
 * Cleans the rows of a batch and brings the table and its rejects in line with them, within the
 * transaction of the client. To do it once more changes nothing.
 */
export async function loadBatch(
  client: PoolClient,
  path: string,
  plan: LoadPlan,
  part: BatchPart,
  rowSchema: z.ZodObject | undefined,
): Promise<BatchCounts> {
  const source = labelOf(plan.source);
  const lines: Lines = { source, from: part.fromLine, until: part.untilLine };
  await forgetRejects(client, plan.target, lines);
  const { staged, rejected } = await stageRows(client, path, plan, part, rowSchema);
  const { written, refused } = await insertRows(
    client,
    await insertStatement(client, plan),
    plan.key.length === 0 ? [source] : [],
    staged.map(({ line }) => line),
  );
  await keepRefused(client, path, plan, staged, refused);
  if (plan.key.length === 0) await deleteOthers(client, plan, lines, refused);
  return {
    rows: staged.length + rejected,
    loaded: staged.length - refused.length,
    written,
    rejected: rejected + refused.length,
  };
}

/** Copies the rows that are fit into a table of the transaction, and keeps the others as rejects. */
async function stageRows(
  client: PoolClient,
  path: string,
  plan: LoadPlan,
  part: BatchPart,
  rowSchema: z.ZodObject | undefined,
): Promise<{ staged: FileRange[]; rejected: number }> {
  const fields = plan.columns.map((_, i) => `${stagedName(i)} text`);
  await client.query(
    `create temp table etl_rows (${["line bigint", ...fields].join(", ")}) on commit drop`,
  );
  const clean = rowCleaner({ header: plan.header, key: plan.key, rowSchema });
  const firstLines = new Map(part.repeats);
  const staged: FileRange[] = [];
  let rejected = 0;
  for await (const { bytes, offset, rows } of readRows(path, part, plan.delimiter)) {
    const fit: (string | number | null)[][] = [];
    const rejects: Reject[] = [];
    for (const row of rows) {
      const { line, start, end } = row;
      const first = firstLines.get(line);
      const cleaned = first === undefined ? clean(row) : { fault: repeatFault(plan, first) };
      if ("fault" in cleaned) {
        rejects.push({ line, reason: cleaned.fault, raw: rawText(bytes, start, end) });
      } else {
        fit.push([line, ...cleaned.values]);
        staged.push({ line, start: start + offset, end: end + offset });
      }
    }
    await copyRows(client, "etl_rows", fit);
    await keepRejects(client, plan.target, labelOf(plan.source), rejects);
    rejected += rejects.length;
  }
  return { staged, rejected };
}

const stagedName = (index: number): string => `value_${index}`;

const repeatFault = ({ key }: LoadPlan, firstLine: number): string =>
  `The row on line ${firstLine} has the same ${key.join(", ")}.`;

/** Inserts the staged rows of some lines, in the order of their key: so no two loads deadlock. */
async function insertStatement(client: PoolClient, plan: LoadPlan): Promise<string> {
  const types = await readTypes(client, plan.target);
  const columns = plan.columns.map(({ name }) => name);
  const values = columns.map((name, i) => `${stagedName(i)}::${types.get(name)}`);
  if (plan.key.length === 0) {
    columns.unshift(...originColumns.map(({ name }) => name));
    values.unshift("$3", "line");
  }
  const key = conflictKey(plan);
  const keyPlaces = key.map((name) => columns.indexOf(name) + 1);
  const others = columns.filter((name) => !key.includes(name));
  return `insert into ${quoteTable(plan.target)} as old (${quoteList(columns)})
    select ${values.join(", ")}
    from etl_rows
    where line between $1 and $2
    order by ${keyPlaces.join(", ")}
    on conflict (${quoteList(key)}) ${others.length > 0 ? update(others) : "do nothing"}`;
}

/** Rows that are the same are left alone. */
function update(columns: readonly string[]): string {
  const quoted = columns.map(quoteIdentifier);
  const of = (table: string) => quoted.map((name) => `${table}.${name}`).join(", ");
  return `do update set ${quoted.map((name) => `${name} = excluded.${name}`).join(", ")}
    where row(${of("old")}) is distinct from row(${of("excluded")})`;
}

async function keepRefused(
  client: PoolClient,
  path: string,
  plan: LoadPlan,
  staged: readonly FileRange[],
  refused: readonly { line: number; reason: string }[],
): Promise<void> {
  if (refused.length === 0) return;
  const ranges = new Map(staged.map((range) => [range.line, range]));
  for (const { line, reason } of refused) {
    const range = ranges.get(line);
    const raw = range ? await readRaw(path, range) : "";
    await keepRejects(client, plan.target, labelOf(plan.source), [{ line, reason, raw }]);
  }
}

/** Without a key the table mirrors the source: what its lines do not hold any more is deleted. */
async function deleteOthers(
  client: PoolClient,
  { target }: LoadPlan,
  { source, from, until }: Lines,
  refused: readonly { line: number }[],
): Promise<void> {
  await client.query("delete from etl_rows where line = any($1::bigint[])", [
    refused.map(({ line }) => line),
  ]);
  await client.query(
    `delete from ${quoteTable(target)}
     where _source = $1 and _line >= $2 and ($3::bigint is null or _line < $3)
       and not exists (select from etl_rows where line = _line)`,
    [source, from, until],
  );
}
