import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { ListedFlowRun } from "../../db/cliRows.ts";
import { duration, state, text, time } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRows } from "../output/print.ts";
import { warnOfStateNames } from "../output/warnOfStateNames.ts";
import { withDatabase } from "../withDatabase.ts";

export interface ListFlowRunsOptions {
  state?: string[];
  stateType?: string[];
  flowName?: string[];
  deployment?: string;
  upcoming?: boolean;
  all?: boolean;
  limit: number;
  output: OutputFormat;
}

const columns: Column<ListedFlowRun>[] = [
  { heading: "ID", whole: true, cell: (run) => run.id },
  { heading: "NAME", cell: (run) => run.name },
  { heading: "FLOW", cell: (run) => run.deployment ?? text(run.flowName) },
  { heading: "STATE", whole: true, cell: (run, look) => state(run.stateType, run.stateName, look) },
  {
    heading: "START",
    whole: true,
    cell: (run, look) => time(run.startTime ?? run.expectedStartTime, look),
  },
  { heading: "TOOK", whole: true, cell: tookOf },
];

export async function listFlowRuns(options: ListFlowRunsOptions): Promise<void> {
  warnOfStateNames(options.state);
  const runs = await withDatabase(({ pool }) =>
    call(pool, cliFunctions.listFlowRuns, {
      stateNames: options.state,
      stateTypes: options.stateType,
      flows: options.flowName,
      deployment: options.deployment,
      limit: options.limit,
      upcoming: options.upcoming,
      all: options.all,
    }),
  );
  printRows(runs, columns, options.output, "No flow runs.");
}

function tookOf({ startTime, endTime }: ListedFlowRun): string {
  if (!startTime || !endTime) return text(null);
  return duration((endTime.getTime() - startTime.getTime()) / 1000);
}
