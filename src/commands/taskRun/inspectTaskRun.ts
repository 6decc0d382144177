import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { InspectedTaskRun } from "../../db/cliRows.ts";
import { list, longJson, state, text, thrown, time } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { stdoutLook } from "../output/look.ts";
import { type Column, printRecord, rowsTable, writeLine } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";

const fields: Column<InspectedTaskRun>[] = [
  { heading: "Name", cell: (task) => task.name },
  { heading: "Id", cell: (task) => task.id },
  { heading: "Task", cell: (task) => task.taskName },
  { heading: "Flow run", cell: (task) => `${text(task.flowRunName)} ${task.flowRunId}` },
  { heading: "Key", cell: (task) => task.key },
  { heading: "State", cell: (task, look) => state(task.stateType, task.stateName, look) },
  { heading: "Message", cell: (task) => text(task.stateMessage) },
  { heading: "Attempts", cell: (task) => text(task.runCount) },
  { heading: "Started", cell: (task, look) => time(task.startTime, look) },
  { heading: "Ended", cell: (task, look) => time(task.endTime, look) },
  { heading: "Next start", cell: (task, look) => time(task.nextStartTime, look) },
  { heading: "Child run", cell: (task) => text(task.childFlowRunId) },
  { heading: "Tags", cell: (task) => list(task.tags) },
  { heading: "Inputs", cell: (task) => longJson(task.taskInputs) },
  { heading: "Result", cell: (task) => longJson(task.result) },
  { heading: "Error", cell: (task) => thrown(task.error) },
];

const stateColumns: Column<InspectedTaskRun["states"][number]>[] = [
  { heading: "STATE", whole: true, cell: ({ type, name }, look) => state(type, name, look) },
  { heading: "SINCE", whole: true, cell: ({ timestamp }, look) => time(new Date(timestamp), look) },
  { heading: "MESSAGE", cell: ({ message }) => text(message) },
];

export async function inspectTaskRun(id: string, output: OutputFormat): Promise<void> {
  const found = await withDatabase(async ({ pool }) => {
    const taskRunId = await call(pool, cliFunctions.findTaskRun, { taskRun: id });
    return await call(pool, cliFunctions.inspectTaskRun, { taskRunId });
  });
  if (!found) return;
  printRecord(found, fields, output);
  if (output !== "table" || found.states.length === 0) return;
  writeLine(`\n${rowsTable(found.states, stateColumns, stdoutLook())}`);
}
