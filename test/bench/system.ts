import type { Connection } from "../../src/db/pool.ts";

/** What an entry in a queue does: nothing, some steps one after the other, or many at once. */
export type Kind = "noop" | "steps" | "fanOut";

/** Adds entries one by one, each in a commit of its own. */
export interface Inserter {
  insert(input: object): Promise<void>;
  close(): Promise<void>;
}

/** Something that entries can be put into. */
export interface Store {
  inserter(connections: number): Inserter;
  /** Adds all of them with one statement. */
  insertMany(inputs: readonly object[]): Promise<void>;
  close(): Promise<void>;
}

export interface RunningWorker {
  /** Waits until all that was put in has been executed, and its end is committed. */
  untilIdle(): Promise<void>;
  stop(): Promise<void>;
}

/** Calls of a task that are sent off and executed by another worker. */
export interface Background {
  /** Sends calls, each by itself, all at once. */
  send: (count: number) => Promise<void>;
  /** Starts a worker that executes what was sent. */
  serve: (limit: number) => Promise<RunningWorker>;
}

/** A queue of its own, of less priority than any other. */
export interface CrowdedQueue {
  create(): Promise<void>;
  /** Puts in runs that are due. */
  fill(runs: number): Promise<void>;
  /** Lets none of them start: the queue is paused, or as many run as its limit allows. */
  block(how: "paused" | "full"): Promise<void>;
  /** Lets them start, when nothing more urgent does. */
  open(): Promise<void>;
}

/** A scheduler, without anything that goes on by itself. */
export interface Planning {
  /** Sees to it that there are so many active schedules, and that none needs more runs. */
  fill(count: number): Promise<void>;
  /** Edits ten of them, so that they are due, and plans them afresh: three runs of each. */
  tick(): Promise<void>;
  /** How many pages it reads to find the ten. */
  buffersOfALook(): Promise<number>;
  /** Makes schedules of every 2 to 5 minutes; what it answers plays an hour, and counts the runs. */
  simulate(count: number): Promise<() => Promise<number>>;
}

/** Something that executes what it is given: Provost, or what it is measured against. */
export interface System extends Store {
  /** Puts in `count` entries of a kind, with `size` steps each, with one statement. */
  enqueue(kind: Kind, count: number, size?: number): Promise<void>;
  /** `onStart` is told the input of each entry that begins to execute. */
  startWorker(limit: number, onStart?: (input: unknown) => void): Promise<RunningWorker>;
  readonly background?: Background;
  readonly crowdedQueue?: CrowdedQueue;
  readonly planning?: Planning;
  /** Puts in `count` entries for somebody whose turn comes whatever waits for others. */
  enqueueFor?(key: string, count: number): Promise<void>;
  /** Removes all that ended longer ago; answers the bytes of all tables before and after. */
  prune?(olderThan: string): Promise<{ before: number; after: number }>;
  /** Starts a worker, and schedules that are all due at the same instant. */
  startSchedules?(
    count: number,
    leadSeconds: number,
    onStart: () => void,
  ): Promise<{ dueAt: number; stop: () => Promise<void> }>;
}

/** How a system gets into an empty database, and is used by one process. */
export interface SystemKind<Opened extends Store = System> {
  install(connection: Connection): Promise<void>;
  open(connection: Connection): Promise<Opened>;
  /** Fills the tables with so many runs that ended long ago. */
  seedHistory?(connection: Connection, runs: number): Promise<void>;
}

/** Asks again and again until it is so. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 1));
}
