import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { LogRecord } from "../../db/cliRows.ts";
import type { Database } from "../../db/openDatabase.ts";
import type { Pool } from "../../db/pool.ts";
import type { OutputFormat } from "../output/format.ts";
import { logLine } from "../output/logLine.ts";
import { stdoutLook } from "../output/look.ts";
import { say, writeLine } from "../output/print.ts";
import { followFlowRun } from "../watch/followFlowRun.ts";
import { LogReader } from "../watch/logReader.ts";
import { withDatabase } from "../withDatabase.ts";

export interface ShowLogsOptions {
  follow: boolean;
  head?: boolean;
  tail?: boolean;
  numLogs?: number;
  reverse: boolean;
  output: OutputFormat;
}

const usualNumber = 20;
const pageSize = 1000;

/** Prints the log of a run, or part of it, and with `follow` what is logged until it ends. */
export async function showLogs(id: string, options: ShowLogsOptions): Promise<void> {
  await withDatabase(async (database) => {
    const { pool } = database;
    const flowRunId = await call(pool, cliFunctions.findFlowRun, { run: id });
    const lines = await readLines(pool, flowRunId, options);
    // A JSON array has an end, which a log that is followed has not.
    const output = options.follow && options.output === "json" ? "ndjson" : options.output;
    if (output === "json") return writeLine(JSON.stringify(lines, null, 2));
    const write = lineWriter(output);
    lines.forEach(write);
    if (options.follow) return await followLines(database, flowRunId, lines, write);
    if (lines.length === 0) say("The flow run has logged nothing.");
  });
}

async function readLines(
  pool: Pool,
  flowRunId: string,
  { head, tail, numLogs, reverse }: ShowLogsOptions,
): Promise<LogRecord[]> {
  const isPart = head || tail || numLogs !== undefined;
  const lines = isPart
    ? await readPart(pool, flowRunId, head ? "first" : "last", numLogs ?? usualNumber)
    : await readAll(pool, flowRunId);
  return reverse ? lines.toReversed() : lines;
}

async function readPart(
  pool: Pool,
  flowRunId: string,
  which: "first" | "last",
  limit: number,
): Promise<LogRecord[]> {
  const newestFirst = which === "last";
  const lines = await call(pool, cliFunctions.readLogs, { flowRunId, limit, newestFirst });
  return newestFirst ? lines.toReversed() : lines;
}

async function readAll(pool: Pool, flowRunId: string): Promise<LogRecord[]> {
  const lines: LogRecord[] = [];
  for (;;) {
    const after = lines.at(-1)?.id;
    const page = await call(pool, cliFunctions.readLogs, { flowRunId, after, limit: pageSize });
    lines.push(...page);
    if (page.length < pageSize) return lines;
  }
}

function lineWriter(output: OutputFormat): (line: LogRecord) => void {
  if (output === "ndjson") return (line) => writeLine(JSON.stringify(line));
  const look = stdoutLook();
  return (line) => writeLine(logLine(line, look));
}

async function followLines(
  database: Database,
  flowRunId: string,
  printed: readonly LogRecord[],
  write: (line: LogRecord) => void,
): Promise<void> {
  const logs = new LogReader(database.pool, flowRunId, printed);
  const interrupted = new AbortController();
  process.once("SIGINT", () => interrupted.abort());
  const { signal } = interrupted;
  for await (const event of followFlowRun({ database, flowRunId, signal, logs })) {
    if (event.event === "log") write(event.log);
  }
}
