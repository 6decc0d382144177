import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { RetriedFlowRun } from "../../db/cliRows.ts";
import { state, text } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRows } from "../output/print.ts";
import { eachRun } from "./eachRun.ts";

export interface RetryFlowRunsOptions {
  fromTask?: string;
  all?: boolean;
  entrypoint?: string;
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

/** Runs flow runs again that have ended; see `eachRun`. */
export async function retryFlowRuns(
  ids: readonly string[],
  { fromTask, all, output }: RetryFlowRunsOptions,
): Promise<void> {
  const mode = all ? "all" : undefined;
  const retried = await eachRun(ids, async (pool, flowRunId): Promise<RetriedFlowRun> => {
    const run = await call(pool, cliFunctions.retryFlowRun, { flowRunId, mode, fromTask });
    if (!run) throw new Error("Expected the row of the flow run that is retried");
    const { id, name, stateType, stateName, stateMessage } = run;
    return { id, name, stateType, stateName, stateMessage };
  });
  printRows(retried, columns, output, "Nothing was retried.");
}
