import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { FlowRunState, InspectedFlowRun, ListedTaskRun } from "../../db/cliRows.ts";
import { duration, json, list, longJson, state, text, thrown, time } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { stdoutLook } from "../output/look.ts";
import { type Column, printRecord, rowsTable, writeLine } from "../output/print.ts";
import { countsText } from "../watch/counts.ts";
import { withDatabase } from "../withDatabase.ts";

export interface InspectFlowRunOptions {
  /** At most so many of them. */
  taskRuns: number;
  output: OutputFormat;
}

const fields: Column<InspectedFlowRun>[] = [
  { heading: "Name", cell: (run) => run.name },
  { heading: "Id", cell: (run) => run.id },
  { heading: "Flow", cell: (run) => text(run.flowName) },
  { heading: "Deployment", cell: (run) => text(run.deployment) },
  { heading: "State", cell: (run, look) => state(run.stateType, run.stateName, look) },
  { heading: "Message", cell: (run) => text(run.stateMessage) },
  { heading: "Worker", cell: (run) => text(run.worker) },
  {
    heading: "Work queue",
    cell: (run) => text(run.workPool && `${run.workPool}/${run.workQueue}`),
  },
  { heading: "Expected start", cell: (run, look) => time(run.expectedStartTime, look) },
  { heading: "Next start", cell: (run, look) => time(run.nextScheduledStartTime, look) },
  { heading: "Started", cell: (run, look) => time(run.startTime, look) },
  { heading: "Ended", cell: (run, look) => time(run.endTime, look) },
  { heading: "Run time", cell: (run) => duration(run.totalRunTimeSeconds) },
  { heading: "Attempts", cell: (run) => text(run.runCount) },
  { heading: "Parent run", cell: (run) => text(run.parentFlowRunId) },
  { heading: "Tags", cell: (run) => list(run.tags) },
  { heading: "Labels", cell: (run) => json(run.labels) },
  { heading: "Idempotency key", cell: (run) => text(run.idempotencyKey) },
  { heading: "Parameters", cell: (run) => longJson(run.parameters) },
  { heading: "Task runs", cell: (run) => text(countsText(run.taskRunCounts)) },
  { heading: "Result", cell: (run) => longJson(run.result) },
  { heading: "Error", cell: (run) => thrown(run.error) },
];

const stateColumns: Column<FlowRunState>[] = [
  { heading: "STATE", whole: true, cell: ({ type, name }, look) => state(type, name, look) },
  { heading: "SINCE", whole: true, cell: ({ timestamp }, look) => time(timestamp, look) },
  { heading: "MESSAGE", cell: ({ message }) => text(message) },
];

const taskRunColumns: Column<ListedTaskRun>[] = [
  { heading: "TASK RUN", cell: (task) => task.name },
  {
    heading: "STATE",
    whole: true,
    cell: (task, look) => state(task.stateType, task.stateName, look),
  },
  { heading: "ATTEMPTS", cell: (task) => text(task.runCount) },
  { heading: "TOOK", whole: true, cell: tookOf },
  { heading: "MESSAGE", cell: (task) => text(task.stateMessage) },
];

export async function inspectFlowRun(id: string, options: InspectFlowRunOptions): Promise<void> {
  const found = await withDatabase(async ({ pool }) => {
    const flowRunId = await call(pool, cliFunctions.findFlowRun, { run: id });
    const [run, states, taskRuns] = await Promise.all([
      call(pool, cliFunctions.inspectFlowRun, { flowRunId }),
      call(pool, cliFunctions.listFlowRunStates, { flowRunId }),
      call(pool, cliFunctions.listTaskRuns, { flowRunId, limit: options.taskRuns }),
    ]);
    return run && { ...run, states, taskRuns };
  });
  if (!found) return;
  printRecord(found, fields, options.output);
  if (options.output !== "table") return;
  const look = stdoutLook();
  writeLine(`\n${rowsTable(found.states, stateColumns, look)}`);
  if (found.taskRuns.length > 0) writeLine(`\n${rowsTable(found.taskRuns, taskRunColumns, look)}`);
}

function tookOf({ startTime, endTime }: ListedTaskRun): string {
  if (!startTime || !endTime) return text(null);
  return duration((endTime.getTime() - startTime.getTime()) / 1000);
}
