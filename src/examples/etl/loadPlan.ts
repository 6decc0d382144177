import type { z } from "zod";
import type { ColumnFacts } from "./columnProfile.ts";
import type { TableName } from "./nameTable.ts";
import { tableColumns } from "./tableColumns.ts";
import type { TableColumn } from "./tableColumns.ts";

/** What goes where. */
export interface LoadPlan {
  /** The path or URL, as it was given. */
  readonly source: string;
  readonly delimiter: string;
  readonly target: TableName;
  /** The names of the file's columns. */
  readonly header: readonly string[];
  /** The columns of the table that are loaded. */
  readonly columns: readonly TableColumn[];
  /** What tells rows apart. Empty: a row is known by where it stands in its source. */
  readonly key: readonly string[];
}

/**
 * The plan for a file with these columns.
 * @throws InvalidInput when it lacks a column that the schema demands
 */
export function planLoad(
  asked: Omit<LoadPlan, "header" | "columns">,
  found: readonly ColumnFacts[],
  rowSchema: z.ZodObject | undefined,
): LoadPlan {
  const header = found.map(({ name }) => name);
  return { ...asked, header, columns: tableColumns(found, rowSchema) };
}

/** Columns of a table that has no key of its own: where a row came from. */
export const originColumns: readonly TableColumn[] = [
  { name: "_source", type: "text" },
  { name: "_line", type: "bigint" },
];

/** The names of the columns that rows of the table are told apart by. */
export const conflictKey = ({ key }: Pick<LoadPlan, "key">): readonly string[] =>
  key.length > 0 ? key : originColumns.map(({ name }) => name);
