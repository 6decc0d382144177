import type {
  InspectedWorkPool,
  ListedWorkPool,
  ListedWorkQueue,
  WaitingRun,
  WorkPoolRow,
  WorkQueueRow,
  WorkSlot,
} from "./workPoolRows.ts";
import { defineFunction } from "./defineFunction.ts";

interface QueueName {
  workPool: string;
  workQueue: string;
}

interface QueueFilter {
  workPool: string;
  workQueue?: string | undefined;
}

const queueName = { workPool: "text", workQueue: "text" } as const;

/** The functions for work pools and their queues, most of them in sql/90_api. */
export const workPoolFunctions = {
  listWorkPools: defineFunction<Record<string, never>, ListedWorkPool>({
    name: "list_work_pools",
    args: {},
    returns: "rows",
    records: ["workQueues"],
    idempotent: true,
  }),

  inspectWorkPool: defineFunction<{ workPool: string }, InspectedWorkPool>({
    name: "inspect_work_pool",
    args: { workPool: "text" },
    returns: "row",
    idempotent: true,
  }),

  listWorkQueues: defineFunction<
    { workPool?: string | undefined; workQueue?: string | undefined },
    ListedWorkQueue
  >({
    name: "list_work_queues",
    args: queueName,
    returns: "rows",
    idempotent: true,
  }),

  listWorkSlots: defineFunction<QueueFilter & { limit: number }, WorkSlot>({
    name: "list_work_slots",
    args: { ...queueName, limit: "integer" },
    returns: "rows",
    idempotent: true,
  }),

  listWaitingRuns: defineFunction<QueueFilter & { before: Date; limit: number }, WaitingRun>({
    name: "list_waiting_runs",
    args: { ...queueName, before: "timestamptz", limit: "integer" },
    returns: "rows",
    idempotent: true,
  }),

  defaultBaseJobTemplate: defineFunction<{ type: string }, object>({
    schema: "provost",
    name: "default_base_job_template",
    args: { type: "text" },
    returns: "value",
    idempotent: true,
  }),

  createWorkPool: defineFunction<
    {
      name: string;
      type?: string | undefined;
      description?: string | undefined;
      baseJobTemplate?: object | undefined;
      isPaused?: boolean | undefined;
      concurrencyLimit?: number | undefined;
      overwrite: boolean;
    },
    WorkPoolRow
  >({
    schema: "provost",
    name: "create_work_pool",
    args: {
      name: "text",
      type: "text",
      description: "text",
      baseJobTemplate: "jsonb",
      isPaused: "boolean",
      concurrencyLimit: "integer",
      overwrite: "boolean",
    },
    returns: "row",
  }),

  updateWorkPool: defineFunction<
    {
      name: string;
      description?: string | undefined;
      baseJobTemplate?: object | undefined;
      concurrencyLimit?: number | undefined;
    },
    WorkPoolRow
  >({
    schema: "provost",
    name: "update_work_pool",
    args: {
      name: "text",
      description: "text",
      baseJobTemplate: "jsonb",
      concurrencyLimit: "integer",
    },
    returns: "row",
    idempotent: true,
  }),

  setWorkPoolPaused: defineFunction<{ workPool: string; paused: boolean }, WorkPoolRow>({
    schema: "provost",
    name: "set_work_pool_paused",
    args: { workPool: "text", paused: "boolean" },
    returns: "row",
    idempotent: true,
  }),

  setWorkPoolConcurrencyLimit: defineFunction<
    { workPool: string; concurrencyLimit: number | null },
    WorkPoolRow
  >({
    schema: "provost",
    name: "set_work_pool_concurrency_limit",
    args: { workPool: "text", concurrencyLimit: "integer" },
    returns: "row",
    idempotent: true,
  }),

  deleteWorkPool: defineFunction<{ workPool: string }, WorkPoolRow>({
    schema: "provost",
    name: "delete_work_pool",
    args: { workPool: "text" },
    returns: "row",
  }),

  createWorkQueue: defineFunction<
    {
      workPool: string;
      name: string;
      priority?: number | undefined;
      concurrencyLimit?: number | undefined;
      description?: string | undefined;
    },
    WorkQueueRow
  >({
    schema: "provost",
    name: "create_work_queue",
    args: {
      workPool: "text",
      name: "text",
      priority: "integer",
      concurrencyLimit: "integer",
      description: "text",
    },
    returns: "row",
  }),

  updateWorkQueue: defineFunction<
    QueueName & {
      name?: string | undefined;
      priority?: number | undefined;
      concurrencyLimit?: number | undefined;
      description?: string | undefined;
    },
    WorkQueueRow
  >({
    schema: "provost",
    name: "update_work_queue",
    args: {
      ...queueName,
      name: "text",
      priority: "integer",
      concurrencyLimit: "integer",
      description: "text",
    },
    returns: "row",
  }),

  setWorkQueuePaused: defineFunction<QueueName & { paused: boolean }, WorkQueueRow>({
    schema: "provost",
    name: "set_work_queue_paused",
    args: { ...queueName, paused: "boolean" },
    returns: "row",
    idempotent: true,
  }),

  setWorkQueueConcurrencyLimit: defineFunction<
    QueueName & { concurrencyLimit: number | null },
    WorkQueueRow
  >({
    schema: "provost",
    name: "set_work_queue_concurrency_limit",
    args: { ...queueName, concurrencyLimit: "integer" },
    returns: "row",
    idempotent: true,
  }),

  deleteWorkQueue: defineFunction<QueueName, WorkQueueRow>({
    schema: "provost",
    name: "delete_work_queue",
    args: queueName,
    returns: "row",
  }),
};
