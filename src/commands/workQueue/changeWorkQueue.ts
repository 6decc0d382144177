import { call } from "../../db/call.ts";
import { workPoolFunctions } from "../../db/workPoolFunctions.ts";
import { InvalidInput } from "../../errors.ts";
import type { Yes } from "../arguments.ts";
import { confirm } from "../confirm.ts";
import type { OutputFormat } from "../output/format.ts";
import { say } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";
import { printWorkQueue } from "./listWorkQueues.ts";
import { withWorkQueue } from "./withWorkQueue.ts";

export interface CreateWorkQueueOptions {
  pool: string;
  limit?: number;
  priority?: number;
  description?: string;
  output: OutputFormat;
}

export async function createWorkQueue(
  name: string,
  options: CreateWorkQueueOptions,
): Promise<void> {
  const { pool: workPool, limit, priority, description, output } = options;
  const [queue] = await withDatabase(async ({ pool }) => {
    await call(pool, workPoolFunctions.createWorkQueue, {
      workPool,
      name,
      priority,
      concurrencyLimit: limit,
      description,
    });
    return await call(pool, workPoolFunctions.listWorkQueues, { workPool, workQueue: name });
  });
  say(`Created work queue '${name}' in work pool '${workPool}'.`);
  if (queue) printWorkQueue(queue, output);
}

export interface UpdateWorkQueueOptions extends CreateWorkQueueOptions {
  name?: string;
}

export async function updateWorkQueue(
  workQueue: string,
  options: UpdateWorkQueueOptions,
): Promise<void> {
  const { name, limit: concurrencyLimit, priority, description, output } = options;
  const changes = { name, priority, concurrencyLimit, description };
  if (Object.values(changes).every((value) => value === undefined)) {
    throw new InvalidInput("Expected something to change.", {
      hint: "Give --name, --limit, --priority or --description.",
    });
  }
  const { queue, outcome } = await withWorkQueue(options.pool, workQueue, async (pool, named) => {
    await call(pool, workPoolFunctions.updateWorkQueue, { ...named, ...changes });
    const changed = { ...named, workQueue: name ?? named.workQueue };
    return await call(pool, workPoolFunctions.listWorkQueues, changed);
  });
  say(`Updated work queue '${queue.workQueue}' in work pool '${queue.workPool}'.`);
  if (outcome[0]) printWorkQueue(outcome[0], output);
}

export async function setWorkQueuePaused(
  workPool: string,
  workQueue: string,
  paused: boolean,
): Promise<void> {
  const { queue } = await withWorkQueue(workPool, workQueue, (pool, named) =>
    call(pool, workPoolFunctions.setWorkQueuePaused, { ...named, paused }),
  );
  const verb = paused ? "Paused" : "Resumed";
  say(`${verb} work queue '${queue.workQueue}' in work pool '${queue.workPool}'.`);
}

export async function setWorkQueueLimit(
  workPool: string,
  workQueue: string,
  limit: number | null,
): Promise<void> {
  const { queue } = await withWorkQueue(workPool, workQueue, (pool, named) =>
    call(pool, workPoolFunctions.setWorkQueueConcurrencyLimit, {
      ...named,
      concurrencyLimit: limit,
    }),
  );
  say(
    limit === null
      ? `Cleared the concurrency limit of work queue '${queue.workQueue}'.`
      : `Set the concurrency limit of work queue '${queue.workQueue}' to ${limit}.`,
  );
}

export async function deleteWorkQueue(
  workPool: string,
  workQueue: string,
  { yes }: Yes,
): Promise<void> {
  const question = `About to delete work queue '${workQueue}' of work pool '${workPool}'. Go on?`;
  if (!yes && !(await confirm(() => question))) return;
  const { queue } = await withWorkQueue(workPool, workQueue, (pool, named) =>
    call(pool, workPoolFunctions.deleteWorkQueue, named),
  );
  say(`Deleted work queue '${queue.workQueue}' of work pool '${queue.workPool}'.`);
}
