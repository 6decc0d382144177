import type { Connection } from "../../src/db/pool.ts";
import { bareQueue } from "./bareQueue.ts";
import { plainTable } from "./plainTable.ts";
import { provost } from "./provost.ts";
import { rawSql } from "./rawSql.ts";
import type { Sizes } from "./sizes.ts";
import { crowdedLatency, fairness, latency } from "./latencyWorkloads.ts";
import {
  bulkInsert,
  busyInserts,
  delayedTasks,
  drain,
  fanOut,
  type Findings,
  memory,
  prune,
  scheduledHours,
  schedulerTick,
  schedules,
  sequence,
  singleInserts,
  steps,
} from "./workloads.ts";

export const systems = { provost, rawSql, bareQueue };
/** With those that only keep what they are given. */
export const stores = { ...systems, plainTable };

export const workloads = {
  drain,
  steps,
  fanOut,
  sequence,
  latency,
  crowdedLatency,
  fairness,
  memory,
  prune,
  busyInserts,
  delayedTasks,
  schedules,
  schedulerTick,
  scheduledHours,
};
export const storeWorkloads = { singleInserts, bulkInsert };

export type StoreName = keyof typeof stores;
export type WorkloadName = keyof typeof workloads | keyof typeof storeWorkloads;

/** What a child process is to do: one measurement, or to be a worker until it is hung up on. */
export interface Order {
  system: StoreName;
  workload: WorkloadName | "work";
  connection: Connection;
  serverPid: number;
  sizes: Sizes;
  /** Where to write profiles, if at all, and under which name. */
  profile?: { folder: string; name: string } | undefined;
}

/** What a child process says. */
export type Message = { findings: Findings } | { ready: true };
