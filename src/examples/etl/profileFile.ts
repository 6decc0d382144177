import { stat } from "node:fs/promises";
import { InvalidInput } from "../../errors.ts";
import { ColumnProfile } from "./columnProfile.ts";
import type { ColumnFacts } from "./columnProfile.ts";
import { nameColumns } from "./nameColumns.ts";
import { readRows } from "./readRows.ts";
import type { FileRange, Row } from "./readRows.ts";

/** Rows that are loaded together: from the beginning of the first one to the end of the last. */
export interface Batch extends FileRange {
  readonly rows: number;
}

/** What there is to know about a CSV file before it is loaded. */
export interface FileProfile {
  readonly columns: readonly ColumnFacts[];
  readonly rows: number;
  /** Each row is in one of them. */
  readonly batches: readonly Batch[];
}

export interface ProfileOptions {
  readonly delimiter: string;
  readonly batchSize: number;
  /** The column of which to find out whether its values are unique. */
  readonly keyColumn: string | undefined;
}

/** The most batches: their list is a task's result, which is kept in the database. */
const mostBatches = 1000;

/**
 * Reads a CSV file once, from end to end: its header, what the values of each column are, and
 * batches of about `batchSize` rows that can be read by themselves.
 * @throws InvalidInput when it has no header row
 */
export async function profileFile(
  path: string,
  { delimiter, batchSize, keyColumn }: ProfileOptions,
): Promise<FileProfile> {
  const { size } = await stat(path);
  const planner = new BatchPlanner(batchSize, size / mostBatches);
  let columns: ColumnProfile[] | undefined;
  const wholeFile = { start: 0, end: size, line: 1 };
  for await (const { rows, offset } of readRows(path, wholeFile, delimiter)) {
    for (const row of rows) {
      if (columns === undefined) {
        columns = profileHeader(row, keyColumn);
      } else {
        addRow(columns, row);
        planner.add(row, offset);
      }
    }
  }
  if (!columns) {
    throw new InvalidInput("The source is empty.", {
      hint: "Its first row must name the columns, also when no other row follows.",
    });
  }
  const batches = planner.finish();
  return {
    columns: columns.map(({ facts }) => facts),
    rows: batches.reduce((rows, batch) => rows + batch.rows, 0),
    batches,
  };
}

function profileHeader(row: Row, keyColumn: string | undefined): ColumnProfile[] {
  if (row.fault === undefined) {
    return nameColumns(row.fields).map((name) => new ColumnProfile(name, name === keyColumn));
  }
  throw new InvalidInput(`The header on line ${row.line} cannot be read. ${row.fault}`, {
    hint: "The first row must name the columns.",
  });
}

function addRow(columns: readonly ColumnProfile[], { fields, fault }: Row): void {
  if (fault !== undefined || fields.length !== columns.length) return;
  for (const [index, column] of columns.entries()) column.add(fields[index] ?? "");
}

/** Divides a file into batches while its rows go by. */
class BatchPlanner {
  readonly #batches: Batch[] = [];
  readonly #rowsWanted: number;
  readonly #bytesWanted: number;
  #batch: { start: number; end: number; line: number; rows: number } | undefined;

  constructor(rowsWanted: number, bytesWanted: number) {
    this.#rowsWanted = rowsWanted;
    this.#bytesWanted = bytesWanted;
  }

  /** `offset`: where in the file the bytes begin that the place of the row counts in. */
  add(row: Row, offset: number): void {
    const start = offset + row.start;
    this.#batch ??= { start, end: start, line: row.line, rows: 0 };
    this.#batch.end = offset + row.end;
    this.#batch.rows++;
    const { end, rows } = this.#batch;
    if (rows >= this.#rowsWanted && end - this.#batch.start >= this.#bytesWanted) this.finish();
  }

  finish(): readonly Batch[] {
    if (this.#batch) this.#batches.push(this.#batch);
    this.#batch = undefined;
    return this.#batches;
  }
}
