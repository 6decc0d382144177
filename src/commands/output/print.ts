import { type Look, stdoutLook } from "./look.ts";
import type { OutputFormat } from "./format.ts";
import { painted } from "./cells.ts";
import { renderTable } from "./table.ts";

// Data goes to standard output, everything else that is said to standard error.

export interface Column<Row> {
  heading: string;
  /** Its cells are never broken into lines. */
  whole?: boolean;
  cell: (row: Row, look: Look) => string;
}

/** A list of records: a table, a JSON array, or one JSON object a line. */
export function printRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  format: OutputFormat,
  /** What is said when there are none. */
  emptyMessage: string,
): void {
  if (format === "json") return writeLine(JSON.stringify(rows, null, 2));
  if (format === "ndjson") return rows.forEach((row) => writeLine(JSON.stringify(row)));
  if (rows.length === 0) return say(emptyMessage);
  writeLine(rowsTable(rows, columns, stdoutLook()));
}

export function rowsTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  look: Look,
): string {
  return renderTable(
    columns.map(({ heading, whole }) => ({ text: heading, whole })),
    rows.map((row) => columns.map(({ cell }) => oneLine(cell(row, look)))),
    look,
  );
}

/** One record: its fields as `Name: value` lines, or as JSON. */
export function printRecord<Row extends object>(
  record: Row,
  fields: readonly Column<Row>[],
  format: OutputFormat,
): void {
  if (format === "json") return writeLine(JSON.stringify(record, null, 2));
  if (format === "ndjson") return writeLine(JSON.stringify(record));
  writeLine(recordLines(record, fields, stdoutLook()));
}

function recordLines<Row>(record: Row, fields: readonly Column<Row>[], look: Look): string {
  const width = Math.max(...fields.map(({ heading }) => heading.length)) + 1;
  return fields
    .map(({ heading, cell }) => {
      const label = painted("bold", `${heading}:`.padEnd(width), look);
      return `${label} ${cell(record, look).replaceAll("\n", `\n${" ".repeat(width + 1)}`)}`;
    })
    .join("\n");
}

const oneLine = (cell: string): string => cell.replace(/\s*\n\s*/g, " ");

export function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Talk: what happened, what to do next. */
export function say(message: string): void {
  process.stderr.write(`${message}\n`);
}
