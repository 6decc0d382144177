import { isUtf8 } from "node:buffer";
import { CsvError, parse } from "csv-parse/sync";
import { InvalidInput } from "../../errors.ts";

/** A row as it stands in some bytes. */
export interface CutRow {
  /** Where it begins. */
  readonly start: number;
  /** Where it ends: after its line break. */
  readonly end: number;
  readonly fields: readonly string[];
  /** Why it cannot be read, if so. Its fields mean nothing then. */
  readonly fault: string | undefined;
}

interface Cut {
  readonly rows: CutRow[];
  /** How many of the bytes are done with. */
  readonly used: number;
}

/** The longest row that is read, in bytes. */
export const longestRow = 8 * 1024 * 1024;

const smallestWindow = 4 * 1024;
const usualWindow = 256 * 1024;

/**
 * Cuts bytes that begin at the beginning of a row into rows. Unless the bytes are `complete`, what
 * may go on after their end is left for later. Empty lines are no rows. Of a row whose quotes do
 * not add up only the first line counts as bad, and reading goes on with the next line: a stray
 * quote does not swallow what follows it. What is cut depends on the bytes from there on alone.
 */
export function cutRows(bytes: Buffer, delimiter: string, complete: boolean): Cut {
  const rows: CutRow[] = [];
  let used = 0;
  let size = usualWindow;
  while (used < bytes.length) {
    const end = Math.min(used + size, bytes.length);
    const isLast = complete && end === bytes.length;
    const cut = cutWindow(rows, bytes, used, end, delimiter, isLast);
    if (cut.isAfterFault) size = smallestWindow;
    else if (cut.end === used || size < usualWindow) size *= 2;
    if (cut.end === used && end === bytes.length) break;
    used = cut.end;
  }
  return { rows, used };
}

/** Cuts a part of the bytes: adds to `rows`, and answers up to where it came. */
function cutWindow(
  rows: CutRow[],
  bytes: Buffer,
  start: number,
  end: number,
  delimiter: string,
  complete: boolean,
): { end: number; isAfterFault: boolean } {
  const window = bytes.subarray(start, end);
  const { records, failure } = parseRecords(window, delimiter);
  const hasOddBytes = !isUtf8(window) || window.includes(0);
  let done = start;
  for (const { fields, end: length } of records) {
    const rowEnd = start + length;
    if (rowEnd === end && !complete) return { end: done, isAfterFault: false };
    const rowStart = skipLineBreaks(bytes, done);
    const row = bytes.subarray(rowStart, rowEnd);
    const quoteFault = findQuoteFault(row, delimiter, fields);
    if (quoteFault) {
      done = endOfLine(bytes, rowStart);
      rows.push({ start: rowStart, end: done, fields: [], fault: quoteFault });
      if (done < rowEnd) return { end: done, isAfterFault: true };
      continue;
    }
    const fault = hasOddBytes ? findByteFault(row) : undefined;
    rows.push({ start: rowStart, end: rowEnd, fields, fault });
    done = rowEnd;
  }
  if (failure && (complete || failure.code === "CSV_MAX_RECORD_SIZE")) {
    const rowStart = skipLineBreaks(bytes, done);
    done = endOfLine(bytes, rowStart);
    rows.push({ start: rowStart, end: done, fields: [], fault: faultOf(failure) });
    return { end: done, isAfterFault: true };
  }
  return { end: complete ? end : done, isAfterFault: false };
}

interface Record {
  readonly fields: readonly string[];
  readonly end: number;
}

const lineBreaks = ["\r\n", "\n", "\r"];

/** What the parser makes of the bytes, stray quotes included, up to where it fails. */
function parseRecords(
  bytes: Buffer,
  delimiter: string,
): { records: Record[]; failure: CsvError | undefined } {
  const records: Record[] = [];
  const failure = failureOf(() =>
    parse(bytes, {
      delimiter,
      record_delimiter: lineBreaks,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: longestRow,
      on_record: (fields: string[], { bytes: end }) => {
        records.push({ fields, end });
        return null;
      },
    }),
  );
  return { records, failure };
}

/** A row with a stray quote shows the quote in a field; whether it is right there, a strict parse tells. */
function findQuoteFault(
  row: Buffer,
  delimiter: string,
  fields: readonly string[],
): string | undefined {
  if (!fields.some((field) => field.includes('"'))) return undefined;
  const options = { delimiter, record_delimiter: lineBreaks, relax_column_count: true };
  const failure = failureOf(() => parse(row, options));
  return failure && faultOf(failure);
}

function failureOf(work: () => unknown): CsvError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof CsvError) return error;
    throw error;
  }
}

const faults: { readonly [code: string]: string } = {
  CSV_INVALID_CLOSING_QUOTE: "A quoted field goes on after its closing quote.",
  INVALID_OPENING_QUOTE: "A quote stands in a field that does not begin with one.",
  CSV_QUOTE_NOT_CLOSED: "A quote is opened and not closed.",
  CSV_MAX_RECORD_SIZE: `The row is longer than ${longestRow} bytes.`,
};

const faultOf = (error: CsvError): string => faults[error.code] ?? error.message;

function findByteFault(row: Buffer): string | undefined {
  if (row.includes(0)) return "The row holds a NUL character, which PostgreSQL cannot store.";
  return isUtf8(row) ? undefined : "The row is not UTF-8.";
}

const newline = 10;
const carriageReturn = 13;

function skipLineBreaks(bytes: Buffer, start: number): number {
  let at = start;
  while (bytes[at] === newline || bytes[at] === carriageReturn) at++;
  return at;
}

/** Where the line ends that a position is on: after its line break. */
function endOfLine(bytes: Buffer, start: number): number {
  for (let at = start; at < bytes.length; at++) {
    if (bytes[at] === newline) return at + 1;
    if (bytes[at] === carriageReturn) return bytes[at + 1] === newline ? at + 2 : at + 1;
  }
  if (bytes.length - start <= longestRow) return bytes.length;
  throw new InvalidInput(`The source has a line of more than ${longestRow} bytes.`, {
    hint: "Check that it is a CSV file, and that its `delimiter` is right.",
  });
}

/** How many lines end within a part of the bytes. */
export function countLineBreaks(bytes: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === newline || (byte === carriageReturn && bytes[at + 1] !== newline)) count++;
  }
  return count;
}
