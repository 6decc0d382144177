import type { z } from "zod";
import type { Row } from "./readRows.ts";

/** The values of a row as PostgreSQL reads them, in the order of the columns. */
export type Values = (string | null)[];
/** A row that is fit to be loaded, or why it is not. */
export type CleanedRow = { readonly values: Values } | { readonly fault: string };
export type CleanRow = (row: Row) => CleanedRow;

export interface CleaningRules {
  /** The names of the file's columns. */
  readonly header: readonly string[];
  /** The columns that no row may leave empty. */
  readonly key: readonly string[];
  /** What each row must fit; it says what its columns are, too. */
  readonly rowSchema: z.ZodObject | undefined;
}

/**
 * Makes the function that cleans rows: an empty field is null, and a row with too few or too many
 * fields, without a key, or that the schema refuses, is not fit to be loaded.
 */
export function rowCleaner({ header, key, rowSchema }: CleaningRules): CleanRow {
  const columns = rowSchema ? Object.keys(rowSchema.shape) : header;
  const keyPlaces = key.map((name) => columns.indexOf(name));
  const valuesOf = rowSchema ? schemaReader(header, columns, rowSchema) : emptyAsNull;
  return ({ fields, fault }) => {
    if (fault !== undefined) return { fault };
    if (fields.length !== header.length) {
      return { fault: `Expected ${header.length} fields, got ${fields.length}.` };
    }
    const cleaned = valuesOf(fields);
    if ("fault" in cleaned) return cleaned;
    const missing = keyPlaces.findIndex((place) => cleaned.values[place] === null);
    return missing < 0 ? cleaned : { fault: `Its key column "${key[missing]}" is empty.` };
  };
}

type ReadValues = (fields: readonly string[]) => CleanedRow;

const emptyAsNull: ReadValues = (fields) => ({
  values: fields.map((field) => (field === "" ? null : field)),
});

function schemaReader(
  header: readonly string[],
  columns: readonly string[],
  rowSchema: z.ZodObject,
): ReadValues {
  return (fields) => {
    const row = Object.fromEntries(
      header.map((name, i) => [name, fields[i] === "" ? null : fields[i]]),
    );
    const { success, data, error } = rowSchema.safeParse(row);
    if (!success) return { fault: error.issues.map(issueText).join(" ") };
    return { values: columns.map((name) => textOf(data[name])) };
  };
}

const issueText = ({ path, message }: z.core.$ZodIssue): string =>
  path.length > 0 ? `${path.join(".")}: ${message}.` : `${message}.`;

/** A value as PostgreSQL reads it. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return value;
  if (value instanceof Date) return value.toISOString();
  return typeof value === "bigint" ? value.toString() : (JSON.stringify(value) ?? null);
}
