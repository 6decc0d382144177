import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { ListedWorkPool } from "../../db/cliRows.ts";
import { list, text } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRows } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";

const columns: Column<ListedWorkPool>[] = [
  { heading: "NAME", cell: (pool) => pool.name },
  { heading: "TYPE", cell: (pool) => pool.type },
  { heading: "STATUS", cell: statusOf },
  { heading: "QUEUES", cell: (pool) => list(pool.workQueues.map(queueName)) },
  { heading: "WORKERS", cell: (pool) => text(pool.workers) },
  { heading: "RUNNING", cell: (pool) => `${pool.running} of ${pool.capacity}` },
  { heading: "DUE", cell: (pool) => (pool.due < 1000 ? text(pool.due) : "1000 or more") },
];

export async function listWorkPools({ output }: { output: OutputFormat }): Promise<void> {
  const pools = await withDatabase(({ pool }) => call(pool, cliFunctions.listWorkPools, {}));
  printRows(pools, columns, output, "There are no work pools.");
}

function statusOf({ isPaused, workers }: ListedWorkPool): string {
  if (isPaused) return "paused";
  return workers > 0 ? "ready" : "no workers";
}

function queueName({ name, isPaused }: ListedWorkPool["workQueues"][number]): string {
  return isPaused ? `${name} (paused)` : name;
}
