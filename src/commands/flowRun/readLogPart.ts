import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { LogRecord } from "../../db/cliRows.ts";
import type { Pool } from "../../db/pool.ts";

/** Whose log it is. */
export interface LogOwner {
  flowRunId: string;
  taskRunId?: string;
}

export interface LogPartOptions {
  head?: boolean;
  tail?: boolean;
  numLogs?: number;
  reverse: boolean;
  /** What is to come follows. */
  follow?: boolean;
}

const usualNumber = 20;
const pageSize = 1000;

/** The lines of a log, or those at one end of it. */
export async function readLogPart(
  pool: Pool,
  owner: LogOwner,
  { head, tail, numLogs, reverse, follow }: LogPartOptions,
): Promise<LogRecord[]> {
  const isPart = head || tail || numLogs !== undefined;
  // Without --tail, the number is that of the lines that come first in the order that is asked for.
  const isEnd = tail || reverse || (follow && !head);
  const lines = isPart
    ? await readEnd(pool, owner, isEnd ? "last" : "first", numLogs ?? usualNumber)
    : await readAll(pool, owner);
  return reverse ? lines.toReversed() : lines;
}

async function readEnd(
  pool: Pool,
  owner: LogOwner,
  which: "first" | "last",
  limit: number,
): Promise<LogRecord[]> {
  const newestFirst = which === "last";
  const lines = await call(pool, cliFunctions.readLogs, { ...owner, limit, newestFirst });
  return newestFirst ? lines.toReversed() : lines;
}

async function readAll(pool: Pool, owner: LogOwner): Promise<LogRecord[]> {
  const lines: LogRecord[] = [];
  for (;;) {
    const after = lines.at(-1)?.id;
    const page = await call(pool, cliFunctions.readLogs, { ...owner, after, limit: pageSize });
    lines.push(...page);
    if (page.length < pageSize) return lines;
  }
}
