import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { FoundTaskRun } from "../../db/cliRows.ts";
import { duration, state, text, time } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRows } from "../output/print.ts";
import { warnOfStateNames } from "../output/warnOfStateNames.ts";
import { withDatabase } from "../withDatabase.ts";

export interface ListTaskRunsOptions {
  flowRun?: string;
  task?: string[];
  taskRunName?: string[];
  state?: string[];
  stateType?: string[];
  limit: number;
  output: OutputFormat;
}

const columns: Column<FoundTaskRun>[] = [
  { heading: "ID", whole: true, cell: (task) => task.id },
  { heading: "NAME", cell: (task) => task.name },
  {
    heading: "STATE",
    whole: true,
    cell: (task, look) => state(task.stateType, task.stateName, look),
  },
  { heading: "START", whole: true, cell: (task, look) => time(task.startTime, look) },
  { heading: "TOOK", whole: true, cell: tookOf },
];

export async function listTaskRuns(options: ListTaskRunsOptions): Promise<void> {
  warnOfStateNames(options.state);
  const taskRuns = await withDatabase(async ({ pool }) => {
    const run = options.flowRun;
    const flowRunId =
      run === undefined ? undefined : await call(pool, cliFunctions.findFlowRun, { run });
    return await call(pool, cliFunctions.searchTaskRuns, {
      flowRunId,
      stateTypes: options.stateType,
      stateNames: options.state,
      taskNames: options.task,
      names: options.taskRunName,
      limit: options.limit,
    });
  });
  printRows(taskRuns, columns, options.output, "No task runs.");
}

function tookOf({ startTime, endTime }: FoundTaskRun): string {
  if (!startTime || !endTime) return text(null);
  return duration((endTime.getTime() - startTime.getTime()) / 1000);
}
