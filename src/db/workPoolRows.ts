// What the functions for work pools answer; see workPoolFunctions.ts.

type StateType = string;
type Json = unknown;

export interface ListedWorkPool {
  id: string;
  name: string;
  type: string;
  description: string | null;
  isPaused: boolean;
  status: "READY" | "NOT_READY" | "PAUSED";
  concurrencyLimit: number | null;
  workQueues: { name: string; priority: number; isPaused: boolean }[];
  workers: number;
  capacity: number;
  running: number;
  /** Counted no further than 1000. */
  due: number;
  created: Date;
}

/** A row of `provost.work_pools`. */
export interface WorkPoolRow {
  id: string;
  name: string;
  type: string;
  description: string | null;
  isPaused: boolean;
  concurrencyLimit: number | null;
  baseJobTemplate: Record<string, Json>;
  created: Date;
  updated: Date;
}

export interface InspectedWorkPool extends WorkPoolRow {
  status: "READY" | "NOT_READY" | "PAUSED";
  /** How many of its runs are under way. */
  activeSlots: number;
  defaultQueue: string | null;
}

/** A row of `provost.work_queues`. */
export interface WorkQueueRow {
  id: string;
  name: string;
  description: string | null;
  priority: number;
  isDefault: boolean;
  isPaused: boolean;
  concurrencyLimit: number | null;
  created: Date;
  updated: Date;
}

export interface ListedWorkQueue extends WorkQueueRow {
  workPool: string;
  status: "READY" | "NOT_READY" | "PAUSED";
  /** How many of its runs are under way. */
  activeSlots: number;
  /** Among the 1000 runs that are due the longest. */
  late: number;
  /** Whether none of its runs is late, and somebody has looked for them within the last minute. */
  isHealthy: boolean;
  lastPolled: Date | null;
}

/** A run that is under way in a pool. */
export interface WorkSlot {
  id: string;
  name: string;
  deployment: string | null;
  workQueue: string;
  stateType: StateType;
  stateName: string;
  since: Date;
  worker: string | null;
}

/** A run that waits in a pool. */
export interface WaitingRun {
  id: string;
  name: string;
  deployment: string | null;
  workQueue: string;
  priority: number;
  fairnessKey: string | null;
  stateType: StateType;
  stateName: string;
  expectedStartTime: Date;
  nextScheduledStartTime: Date;
}
