import { call } from "../../db/call.ts";
import type { InspectedWorkPool, ListedWorkPool } from "../../db/workPoolRows.ts";
import { workPoolFunctions } from "../../db/workPoolFunctions.ts";
import { list, text, time } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { stdoutLook } from "../output/look.ts";
import { type Column, printRecord, printRows, rowsTable, writeLine } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";
import { queueColumns } from "../workQueue/listWorkQueues.ts";

const columns: Column<ListedWorkPool>[] = [
  { heading: "NAME", cell: (pool) => pool.name },
  { heading: "TYPE", cell: (pool) => pool.type },
  { heading: "STATUS", cell: statusOf },
  { heading: "QUEUES", cell: (pool) => list(pool.workQueues.map(queueName)) },
  { heading: "WORKERS", cell: (pool) => text(pool.workers) },
  { heading: "RUNNING", cell: (pool) => `${pool.running} of ${pool.capacity}` },
  { heading: "DUE", cell: (pool) => (pool.due < 1000 ? text(pool.due) : "1000 or more") },
];

const moreColumns: Column<ListedWorkPool>[] = [
  { heading: "LIMIT", cell: (pool) => text(pool.concurrencyLimit) },
  { heading: "ID", whole: true, cell: (pool) => pool.id },
  { heading: "DESCRIPTION", cell: (pool) => text(pool.description) },
];

const fields: Column<InspectedWorkPool>[] = [
  { heading: "Name", cell: (pool) => pool.name },
  { heading: "Id", cell: (pool) => pool.id },
  { heading: "Type", cell: (pool) => pool.type },
  { heading: "Description", cell: (pool) => text(pool.description) },
  { heading: "Status", cell: statusOf },
  {
    heading: "Running",
    cell: (pool) => `${pool.activeSlots} of ${pool.concurrencyLimit ?? "any number"}`,
  },
  { heading: "Default queue", cell: (pool) => text(pool.defaultQueue) },
  { heading: "Created", cell: (pool, look) => time(pool.created, look) },
  { heading: "Updated", cell: (pool, look) => time(pool.updated, look) },
];

export async function listWorkPools({
  output,
  verbose = false,
}: {
  output: OutputFormat;
  verbose?: boolean;
}): Promise<void> {
  const pools = await withDatabase(({ pool }) => call(pool, workPoolFunctions.listWorkPools, {}));
  const shown = verbose ? [...columns, ...moreColumns] : columns;
  printRows(pools, shown, output, "There are no work pools.");
}

export async function inspectWorkPool(workPool: string, output: OutputFormat): Promise<void> {
  const found = await withDatabase(async ({ pool }) => {
    const inspected = await call(pool, workPoolFunctions.inspectWorkPool, { workPool });
    const workQueues = await call(pool, workPoolFunctions.listWorkQueues, { workPool });
    return inspected && { ...inspected, workQueues };
  });
  // An unknown one is refused by the database.
  if (!found) return;
  printWorkPool(found, output);
  if (output !== "table") return;
  writeLine(`\n${rowsTable(found.workQueues, queueColumns, stdoutLook())}`);
  writeLine(`\nBase job template:\n${JSON.stringify(found.baseJobTemplate, null, 2)}`);
}

/** What comes of a change; the template is for `inspect`. */
export function printWorkPool(pool: InspectedWorkPool, output: OutputFormat): void {
  printRecord(pool, fields, output);
}

function statusOf({ status }: { status: ListedWorkPool["status"] }): string {
  return status === "NOT_READY" ? "no workers" : status.toLowerCase();
}

function queueName({ name, isPaused }: ListedWorkPool["workQueues"][number]): string {
  return isPaused ? `${name} (paused)` : name;
}
