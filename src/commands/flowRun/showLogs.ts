import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { LogRecord } from "../../db/cliRows.ts";
import type { Database } from "../../db/openDatabase.ts";
import type { OutputFormat } from "../output/format.ts";
import { logLineWriter, writeLogLines } from "../output/logLines.ts";
import { followFlowRun } from "../watch/followFlowRun.ts";
import { LogReader } from "../watch/logReader.ts";
import { withDatabase } from "../withDatabase.ts";
import { type LogPartOptions, readLogPart } from "./readLogPart.ts";

export interface ShowLogsOptions extends LogPartOptions {
  follow: boolean;
  output: OutputFormat;
}

/** Prints the log of a run, or part of it, and with `follow` what is logged until it ends. */
export async function showLogs(id: string, options: ShowLogsOptions): Promise<void> {
  await withDatabase(async (database) => {
    const { pool } = database;
    const flowRunId = await call(pool, cliFunctions.findFlowRun, { run: id });
    const lines = await readLogPart(pool, { flowRunId }, options);
    // A JSON array has an end, which a log that is followed has not.
    const output = options.follow && options.output === "json" ? "ndjson" : options.output;
    if (!options.follow) return writeLogLines(lines, output, "The flow run");
    const write = logLineWriter(output);
    lines.forEach(write);
    await followLines(database, flowRunId, lines, write);
  });
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
