import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import { openDatabase } from "../../db/openDatabase.ts";
import { executeFlowRun as execute } from "../../worker/executeFlowRun.ts";
import { exitCodes } from "../failure.ts";
import { say } from "../output/print.ts";
import { readSettings } from "../withDatabase.ts";

export interface ExecuteFlowRunOptions {
  entrypoint?: string;
}

/** Executes a run that waits in this process, once; the exit code is 1 unless it completes. */
export async function executeFlowRun(id: string, options: ExecuteFlowRunOptions): Promise<void> {
  const settings = readSettings();
  const database = await openDatabase({ settings });
  try {
    const flowRunId = await call(database.pool, cliFunctions.findFlowRun, { run: id });
    const state = await execute({ database, settings, flowRunId, ...options });
    say(`Flow run ${flowRunId} is ${state.name}${state.message ? `: ${state.message}` : "."}`);
    if (state.type !== "COMPLETED") process.exitCode = exitCodes.failed;
  } finally {
    await database.close();
  }
}
