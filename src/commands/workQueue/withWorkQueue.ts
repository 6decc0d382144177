import { call } from "../../db/call.ts";
import type { Pool } from "../../db/pool.ts";
import { workPoolFunctions } from "../../db/workPoolFunctions.ts";
import { withDatabase } from "../withDatabase.ts";

/** A work queue, as functions of the database call it. */
export interface NamedQueue {
  workPool: string;
  workQueue: string;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Does something with the queue that is called so in a pool, or has this id in any of them. */
export async function withWorkQueue<T>(
  workPool: string,
  workQueue: string,
  work: (pool: Pool, queue: NamedQueue) => Promise<T>,
): Promise<{ queue: NamedQueue; outcome: T }> {
  return await withDatabase(async ({ pool }) => {
    const queue = await namedQueue(pool, { workPool, workQueue });
    return { queue, outcome: await work(pool, queue) };
  });
}

export async function namedQueue(pool: Pool, named: NamedQueue): Promise<NamedQueue> {
  if (!uuid.test(named.workQueue)) return named;
  const queues = await call(pool, workPoolFunctions.listWorkQueues, {});
  const found = queues.find(({ id }) => id === named.workQueue.toLowerCase());
  return found ? { workPool: found.workPool, workQueue: found.name } : named;
}
