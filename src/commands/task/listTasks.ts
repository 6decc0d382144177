import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { ListedTask } from "../../db/cliRows.ts";
import { list, text, time } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRows } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";

const columns: Column<ListedTask>[] = [
  { heading: "NAME", cell: (task) => task.name },
  { heading: "TAGS", cell: (task) => list(task.tags) },
  { heading: "SERVERS", cell: (task) => String(task.servers) },
  { heading: "DUE", cell: (task) => (task.isPaused ? `${task.due} (paused)` : String(task.due)) },
  { heading: "RUNNING", cell: (task) => String(task.running) },
  { heading: "LAST STATE", whole: true, cell: (task) => text(task.lastRunState) },
  { heading: "SINCE", whole: true, cell: (task, look) => time(task.lastRunTime, look) },
];

export async function listTasks({ output }: { output: OutputFormat }): Promise<void> {
  const tasks = await withDatabase(({ pool }) => call(pool, cliFunctions.listTasks, {}));
  const hint = "No task has run in the background yet. Serve one: provost task serve FILE:EXPORT.";
  printRows(tasks, columns, output, hint);
}
