import { call } from "../../db/call.ts";
import type { ListedWorkQueue } from "../../db/workPoolRows.ts";
import { workPoolFunctions } from "../../db/workPoolFunctions.ts";
import { text, time, yesNo } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRecord, printRows } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";
import { withWorkQueue } from "./withWorkQueue.ts";

/** What a table of the queues of one pool shows. */
export const queueColumns: Column<ListedWorkQueue>[] = [
  { heading: "QUEUE", cell: (queue) => queue.name },
  { heading: "PRIORITY", cell: (queue) => text(queue.priority) },
  { heading: "STATUS", cell: statusOf },
  { heading: "RUNNING", cell: runningOf },
  { heading: "LATE", cell: (queue) => text(queue.late) },
  { heading: "LAST POLLED", whole: true, cell: (queue, look) => time(queue.lastPolled, look) },
];

const columns: Column<ListedWorkQueue>[] = [
  { heading: "POOL", cell: (queue) => queue.workPool },
  ...queueColumns,
];

const fields: Column<ListedWorkQueue>[] = [
  { heading: "Name", cell: (queue) => queue.name },
  { heading: "Id", cell: (queue) => queue.id },
  { heading: "Work pool", cell: (queue) => queue.workPool },
  { heading: "Description", cell: (queue) => text(queue.description) },
  { heading: "Priority", cell: (queue) => text(queue.priority) },
  { heading: "Default", cell: (queue) => yesNo(queue.isDefault) },
  { heading: "Status", cell: statusOf },
  { heading: "Healthy", cell: (queue) => yesNo(queue.isHealthy) },
  { heading: "Running", cell: runningOf },
  { heading: "Late", cell: (queue) => text(queue.late) },
  { heading: "Last polled", cell: (queue, look) => time(queue.lastPolled, look) },
  { heading: "Created", cell: (queue, look) => time(queue.created, look) },
  { heading: "Updated", cell: (queue, look) => time(queue.updated, look) },
];

const moreColumns: Column<ListedWorkQueue>[] = [
  { heading: "ID", whole: true, cell: (queue) => queue.id },
  { heading: "DESCRIPTION", cell: (queue) => text(queue.description) },
];

export interface ListWorkQueuesOptions {
  /** The work pool. */
  pool?: string;
  prefix?: string;
  verbose?: boolean;
  output: OutputFormat;
}

export async function listWorkQueues(options: ListWorkQueuesOptions): Promise<void> {
  const { pool: workPool, prefix = "", verbose = false, output } = options;
  const queues = await withDatabase(({ pool }) =>
    call(pool, workPoolFunctions.listWorkQueues, { workPool }),
  );
  const shown = queues.filter(({ name }) => name.startsWith(prefix));
  const all = verbose ? [...columns, ...moreColumns] : columns;
  printRows(shown, all, output, "There are no work queues.");
}

export async function inspectWorkQueue(
  workPool: string,
  workQueue: string,
  output: OutputFormat,
): Promise<void> {
  const { outcome } = await withWorkQueue(workPool, workQueue, (pool, named) =>
    call(pool, workPoolFunctions.listWorkQueues, named),
  );
  // An unknown one is refused by the database.
  if (outcome[0]) printWorkQueue(outcome[0], output);
}

export function printWorkQueue(queue: ListedWorkQueue, output: OutputFormat): void {
  printRecord(queue, fields, output);
}

function statusOf({ status }: ListedWorkQueue): string {
  return status === "NOT_READY" ? "no workers" : status.toLowerCase();
}

function runningOf({ activeSlots, concurrencyLimit }: ListedWorkQueue): string {
  return concurrencyLimit === null ? text(activeSlots) : `${activeSlots} of ${concurrencyLimit}`;
}
