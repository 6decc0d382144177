import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import { InvalidInput } from "../../errors.ts";
import { openDatabase } from "../../db/openDatabase.ts";
import { type ExecuteOptions, executeFlowRun as execute } from "../../worker/executeFlowRun.ts";
import { exitCodes } from "../failure.ts";
import { say } from "../output/print.ts";
import { readSettings } from "../withDatabase.ts";

export interface ExecuteFlowRunOptions {
  entrypoint?: string;
  /** What is run again of a run that has ended; without it, the run is one that waits. */
  retry?: NonNullable<ExecuteOptions["retry"]>;
}

/**
 * Executes a run in this process, once; the exit code is 1 unless it completes. Without an id it is
 * the run that PROVOST_FLOW_RUN_ID names, as it is set in the processes of runs.
 */
export async function executeFlowRun(
  given: string | undefined,
  options: ExecuteFlowRunOptions,
): Promise<void> {
  const id = given ?? process.env["PROVOST_FLOW_RUN_ID"];
  if (id === undefined || id === "") {
    throw new InvalidInput("Expected a flow run, got none, and PROVOST_FLOW_RUN_ID is not set.", {
      hint: "Name the run, by its id or its name: provost flow-run execute nimble-falcon.",
    });
  }
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
