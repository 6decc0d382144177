import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { OutputFormat } from "../output/format.ts";
import { watchFlowRun } from "../watch/watchFlowRun.ts";
import { withDatabase } from "../withDatabase.ts";
import { parseDuration } from "../../flow/duration.ts";

export interface WatchOptions {
  timeout?: string;
  output: OutputFormat;
}

export async function watchFlowRunById(
  id: string,
  { timeout, output }: WatchOptions,
): Promise<void> {
  const timeoutSeconds = timeout === undefined ? undefined : parseDuration(timeout);
  await withDatabase(async (database) => {
    const flowRunId = await call(database.pool, cliFunctions.findFlowRun, { run: id });
    await watchFlowRun(database, { flowRunId, output, timeoutSeconds });
  });
}
