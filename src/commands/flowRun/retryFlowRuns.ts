import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { RetriedFlowRun } from "../../db/cliRows.ts";
import type { Pool } from "../../db/pool.ts";
import { describeFailure, exitCodeOf } from "../failure.ts";
import { state, text } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRows, say } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";

export interface RetryFlowRunsOptions {
  fromTask?: string;
  all?: boolean;
  output: OutputFormat;
}

const columns: Column<RetriedFlowRun>[] = [
  { heading: "ID", whole: true, cell: ({ id }) => id },
  { heading: "NAME", cell: ({ name }) => name },
  {
    heading: "STATE",
    whole: true,
    cell: ({ stateType, stateName }, look) => state(stateType, stateName, look),
  },
  { heading: "WHY", cell: ({ stateMessage }) => text(stateMessage) },
];

/**
 * Runs flow runs again that have ended. What cannot be retried is told, does not keep the others
 * from it, and shows in the exit code.
 */
export async function retryFlowRuns(
  ids: readonly string[],
  options: RetryFlowRunsOptions,
): Promise<void> {
  const retried: RetriedFlowRun[] = [];
  await withDatabase(async ({ pool }) => {
    for (const id of ids) {
      try {
        retried.push(await retryFlowRun(pool, id, options));
      } catch (error) {
        if (ids.length === 1) throw error;
        say(describeFailure(error, false));
        process.exitCode = exitCodeOf(error);
      }
    }
  });
  printRows(retried, columns, options.output, "Nothing was retried.");
}

async function retryFlowRun(
  pool: Pool,
  run: string,
  { fromTask, all }: RetryFlowRunsOptions,
): Promise<RetriedFlowRun> {
  const flowRunId = await call(pool, cliFunctions.findFlowRun, { run });
  const retried = await call(pool, cliFunctions.retryFlowRun, {
    flowRunId,
    mode: all ? "all" : undefined,
    fromTask,
  });
  if (!retried) throw new Error("Expected the row of the flow run that is retried");
  const { id, name, stateType, stateName, stateMessage } = retried;
  return { id, name, stateType, stateName, stateMessage };
}
