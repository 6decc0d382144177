import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { Pool } from "../../db/pool.ts";
import type { WaitingRun, WorkSlot } from "../../db/workPoolRows.ts";
import { workPoolFunctions } from "../../db/workPoolFunctions.ts";
import { state, text, time } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRows } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";
import { namedQueue } from "../workQueue/withWorkQueue.ts";

/** A pool, or one of its queues. */
export interface Lane {
  workPool: string;
  workQueue?: string;
}

export interface PreviewOptions {
  hours: number;
  output: OutputFormat;
}

const mostRuns = 1000;

const slotColumns: Column<WorkSlot>[] = [
  { heading: "ID", whole: true, cell: (run) => run.id },
  { heading: "NAME", cell: (run) => run.name },
  { heading: "DEPLOYMENT", cell: (run) => text(run.deployment) },
  { heading: "QUEUE", cell: (run) => run.workQueue },
  { heading: "STATE", whole: true, cell: (run, look) => state(run.stateType, run.stateName, look) },
  { heading: "SINCE", whole: true, cell: (run, look) => time(run.since, look) },
  { heading: "WORKER", cell: (run) => text(run.worker) },
];

const waitingColumns: Column<WaitingRun>[] = [
  { heading: "ID", whole: true, cell: (run) => run.id },
  { heading: "NAME", cell: (run) => run.name },
  { heading: "DEPLOYMENT", cell: (run) => text(run.deployment) },
  { heading: "QUEUE", cell: (run) => run.workQueue },
  { heading: "KEY", cell: (run) => text(run.fairnessKey) },
  { heading: "STATE", whole: true, cell: (run, look) => state(run.stateType, run.stateName, look) },
  { heading: "START", whole: true, cell: (run, look) => time(run.nextScheduledStartTime, look) },
];

/** Prints the runs that are under way. */
export async function showSlots(lane: Lane, output: OutputFormat): Promise<void> {
  const runs = await withDatabase(async ({ pool }) => {
    const named = await namedLane(pool, lane);
    return await call(pool, workPoolFunctions.listWorkSlots, { ...named, limit: mostRuns });
  });
  printRows(runs, slotColumns, output, "No run is under way.");
}

/** Prints the runs that wait, up to some hours ahead. */
export async function previewRuns(lane: Lane, { hours, output }: PreviewOptions): Promise<void> {
  const runs = await withDatabase(async ({ pool }) => {
    const now = await call(pool, cliFunctions.clockNow, {});
    const before = new Date(now.getTime() + hours * 3_600_000);
    return await call(pool, workPoolFunctions.listWaitingRuns, {
      ...(await namedLane(pool, lane)),
      before,
      limit: mostRuns,
    });
  });
  printRows(runs, waitingColumns, output, "No run waits.");
}

const namedLane = async (pool: Pool, { workPool, workQueue }: Lane): Promise<Lane> =>
  workQueue === undefined ? { workPool } : await namedQueue(pool, { workPool, workQueue });
