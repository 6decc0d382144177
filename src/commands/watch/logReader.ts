import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { LogRecord } from "../../db/cliRows.ts";
import type { Queryable } from "../../db/pool.ts";

const pageSize = 1000;
/** Lines are numbered when they are inserted and seen when they are committed, in any order. */
const overlapMilliseconds = 2000;

/** Reads the log of a run again and again, each line once. */
export class LogReader {
  readonly #db: Queryable;
  readonly #flowRunId: string;
  #seen = new Set<string>();
  #after: string | undefined;
  readonly #first: string;

  /** `printed`: lines, oldest first, that are known already; nothing older than they is read. */
  constructor(db: Queryable, flowRunId: string, printed: readonly LogRecord[] = []) {
    this.#db = db;
    this.#flowRunId = flowRunId;
    this.#first = printed[0]?.id ?? "";
    this.#markSeen(printed);
  }

  /** The lines that were not there at the last call, oldest first. */
  async readNew(): Promise<LogRecord[]> {
    const found: LogRecord[] = [];
    let after = this.#after;
    for (;;) {
      const page = await call(this.#db, cliFunctions.readLogs, {
        flowRunId: this.#flowRunId,
        after,
        limit: pageSize,
      });
      found.push(...page.filter(({ id }) => id >= this.#first && !this.#seen.has(id)));
      after = page.at(-1)?.id ?? after;
      if (page.length < pageSize) break;
    }
    this.#markSeen(found);
    return found;
  }

  #markSeen(lines: readonly LogRecord[]): void {
    for (const { id } of lines) this.#seen.add(id);
    const newest = lines.map(({ id }) => id).reduce((a, b) => (a > b ? a : b), "");
    if (newest === "") return;
    const floor = earlierId(newest, overlapMilliseconds);
    if (this.#after === undefined || floor > this.#after) this.#after = floor;
    this.#seen = new Set([...this.#seen].filter((id) => id > floor));
  }
}

/** A version 7 uuid begins with the milliseconds since 1970: one that is older than all since. */
export function earlierId(id: string, milliseconds: number): string {
  const time = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) - milliseconds;
  const digits = Math.max(time, 0).toString(16).padStart(12, "0");
  return `${digits.slice(0, 8)}-${digits.slice(8)}-7000-8000-000000000000`;
}
