import type { Queryable } from "../../src/db/pool.ts";
import { uniqueName } from "./engine.ts";

export interface QueueName {
  work_pool_name: string;
  work_queue_name: string;
  [key: string]: unknown;
}

/** A new queue, in the terms in which a deployment names it. */
export async function addQueue(
  db: Queryable,
  { pool = "default", priority = 1 }: { pool?: string; priority?: number },
): Promise<QueueName> {
  const name = uniqueName("queue");
  await db.query(
    `insert into provost.work_queues (work_pool_id, name, priority)
     select id, $2, $3 from provost.work_pools where name = $1`,
    [pool, name, priority],
  );
  return { work_pool_name: pool, work_queue_name: name };
}

/** A new pool with its default queue. */
export async function addPool(db: Queryable): Promise<string> {
  const name = uniqueName("pool");
  await db.query("select provost_private.save_work_pool($1, null)", [name]);
  return name;
}
