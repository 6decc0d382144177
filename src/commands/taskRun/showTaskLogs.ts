import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import { readLogPart, type LogPartOptions } from "../flowRun/readLogPart.ts";
import type { OutputFormat } from "../output/format.ts";
import { writeLogLines } from "../output/logLines.ts";
import { withDatabase } from "../withDatabase.ts";

export interface ShowTaskLogsOptions extends LogPartOptions {
  output: OutputFormat;
}

/** Prints the log of a task run, or part of it. */
export async function showTaskLogs(id: string, options: ShowTaskLogsOptions): Promise<void> {
  await withDatabase(async ({ pool }) => {
    const taskRunId = await call(pool, cliFunctions.findTaskRun, { taskRun: id });
    const taskRun = await call(pool, cliFunctions.inspectTaskRun, { taskRunId });
    if (!taskRun) return;
    const of = { flowRunId: taskRun.flowRunId, taskRunId };
    writeLogLines(await readLogPart(pool, of, options), options.output, "The task run");
  });
}
