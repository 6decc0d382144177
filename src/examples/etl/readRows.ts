import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { InvalidInput } from "../../errors.ts";
import { countLineBreaks, cutRows } from "./cutRows.ts";
import type { CutRow } from "./cutRows.ts";

/** A part of a file that begins and ends with whole rows. */
export interface FileRange {
  /** In bytes from the beginning of the file. */
  readonly start: number;
  readonly end: number;
  /** The number of the line that it begins with, from 1. */
  readonly line: number;
}

/** A row and the number of its first line. */
export interface Row extends CutRow {
  readonly line: number;
}

/** Rows that follow one another, and the bytes that their `start` and `end` count in. */
export interface Block {
  readonly bytes: Buffer;
  /** Where the bytes begin in the file. */
  readonly offset: number;
  readonly rows: readonly Row[];
}

const blockBytes = 256 * 1024;
const byteOrderMark = Buffer.from("\u{feff}");

/** Reads the rows of a part of a file, about 256 kB at a time: never more than fits in memory. */
export async function* readRows(
  path: string,
  range: FileRange,
  delimiter: string,
): AsyncGenerator<Block> {
  const file = await open(path);
  try {
    let { start: offset, line } = range;
    let bytes: Buffer = Buffer.alloc(0);
    for (let wanted = blockBytes; offset < range.end;) {
      const position = offset + bytes.length;
      const more = await readBytes(file, position, Math.min(wanted, range.end - position));
      bytes = Buffer.concat([bytes, more]);
      if (offset === 0 && bytes.subarray(0, 3).equals(byteOrderMark)) {
        bytes = bytes.subarray(3);
        offset = 3;
      }
      const { rows, used } = cutRows(bytes, delimiter, offset + bytes.length === range.end);
      const numbered = numberRows(rows, bytes, line);
      yield { bytes: bytes.subarray(0, used), offset, rows: numbered };
      const last = numbered.at(-1);
      line = (last?.line ?? line) + countLineBreaks(bytes, last?.start ?? 0, used);
      bytes = bytes.subarray(used);
      offset += used;
      // A row that is longer than that: read on in steps that double.
      wanted = used === 0 ? wanted * 2 : blockBytes;
    }
  } finally {
    await file.close();
  }
}

/** A row as it stands in the bytes, without its line break; a NUL, which no text holds, is `\0`. */
export function rawText(bytes: Buffer, start = 0, end = bytes.length): string {
  return bytes
    .toString("utf8", start, end)
    .replace(/[\r\n]+$/, "")
    .replaceAll("\0", "\\0");
}

function numberRows(rows: readonly CutRow[], bytes: Buffer, firstLine: number): Row[] {
  let line = firstLine;
  let counted = 0;
  return rows.map(({ start, end, fields, fault }) => {
    line += countLineBreaks(bytes, counted, start);
    counted = start;
    return { start, end, line, fields, fault };
  });
}

/** The text of a single row of a file. */
export async function readRaw(path: string, { start, end }: FileRange): Promise<string> {
  const file = await open(path);
  try {
    return rawText(await readBytes(file, start, end - start));
  } finally {
    await file.close();
  }
}

/** Reads exactly that many bytes. */
async function readBytes(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) {
      throw new InvalidInput(
        `The source ends at byte ${position + done}, where there was more before.`,
        { hint: "It has changed while it was being read: run the flow again." },
      );
    }
    done += bytesRead;
  }
  return bytes;
}
