import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { ListedWorker } from "../../db/cliRows.ts";
import { text, time } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRows } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";

export interface ListWorkersOptions {
  all: boolean;
  limit: number;
  output: OutputFormat;
}

const columns: Column<ListedWorker>[] = [
  { heading: "ID", whole: true, cell: (worker) => worker.id },
  { heading: "NAME", cell: (worker) => worker.name },
  { heading: "POOL", cell: (worker) => worker.workPool },
  { heading: "KIND", cell: (worker) => worker.kind },
  { heading: "STATUS", cell: (worker) => worker.status.toLowerCase() },
  { heading: "RUNNING", cell: (worker) => `${worker.running} of ${worker.concurrencyLimit}` },
  {
    heading: "LAST BEAT",
    whole: true,
    cell: (worker, look) => time(worker.lastHeartbeatTime, look),
  },
  { heading: "STARTED", whole: true, cell: (worker, look) => time(worker.started, look) },
  { heading: "VERSION", cell: (worker) => text(worker.version) },
];

export async function listWorkers({ all, limit, output }: ListWorkersOptions): Promise<void> {
  const workers = await withDatabase(({ pool }) =>
    call(pool, cliFunctions.listWorkers, { includeOffline: all, limit }),
  );
  printRows(workers, columns, output, "No worker is alive. Start one: provost worker start.");
}
