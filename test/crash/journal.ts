import {
  fdatasyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a process did, written down outside of the database before it goes on. */
export interface JournalLine {
  /** Milliseconds since 1970. */
  at: number;
  pid: number;
  flowRunId: string;
  epoch: number;
  /** The number of a step whose body started or ended; absent when the body of the flow ended. */
  step?: number;
  event: "start" | "end";
}

const files = new Map<string, number>();

/** Appends a line to this process's own file in a folder, and waits until it is on the disk. */
export function writeJournal(folder: string, line: Omit<JournalLine, "at" | "pid">): void {
  const name = join(folder, `${process.pid}.ndjson`);
  const file = files.get(name) ?? openSync(name, "a");
  files.set(name, file);
  writeSync(file, `${JSON.stringify({ at: Date.now(), pid: process.pid, ...line })}\n`);
  fdatasyncSync(file);
}

/** What all processes have written into a folder, in the order of time. */
export function readJournal(folder: string): JournalLine[] {
  return readdirSync(folder)
    .flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"))
    .filter((line) => line.endsWith("}")) // the last one may have been cut off
    .map((line) => JSON.parse(line) as JournalLine)
    .toSorted((a, b) => a.at - b.at);
}

/** The starts of steps. */
export const startsOf = (lines: readonly JournalLine[]): JournalLine[] =>
  lines.filter(({ event, step }) => event === "start" && step !== undefined);

export const makeJournal = (): string => mkdtempSync(join(tmpdir(), "provost-journal-"));
export const removeJournal = (folder: string): void => rmSync(folder, { recursive: true });
