import { defineFunction } from "./defineFunction.ts";

/** Which runs are meant; see sql/30_runs/bulk/read_flow_run_filter.sql. */
export interface FlowRunFilter {
  all?: true;
  ids?: readonly string[];
  names?: readonly string[];
  flow?: readonly string[];
  deployment?: readonly string[];
  state_types?: readonly string[];
  state_names?: readonly string[];
  tags?: readonly string[];
  any_tags?: readonly string[];
  created_after?: Date;
  created_before?: Date;
  started_after?: Date;
  started_before?: Date;
  ended_after?: Date;
  ended_before?: Date;
  auto_scheduled?: boolean;
}

/** What became of one batch of runs. */
export interface BatchAnswer {
  matched: number;
  changed: number;
  refused: number;
  /** Why runs were refused -> how many. */
  reasons: Record<string, number>;
  /** Where the next batch begins; null when nothing is left. */
  next: string | null;
}

/** What a dry run answers. */
export interface CountAnswer {
  matched: number;
  /** State type -> how many runs. */
  by_state: Record<string, number>;
}

/** A run that is to be created; see sql/90_api/create_flow_runs.sql. */
export interface NewRun {
  parameters: object;
  name?: string | undefined;
  tags?: readonly string[] | undefined;
  labels?: object | undefined;
  job_variables?: object | undefined;
  idempotency_key?: string | undefined;
  fairness_key?: string | undefined;
  work_queue?: string | undefined;
  scheduled_time?: Date | undefined;
  enforce_parameter_schema?: boolean | undefined;
}

/** What became of them: all were created, or none. */
export interface CreatedRuns {
  given: number;
  created: number;
  /** Whose idempotency keys were known. */
  existing: number;
  /** Of those that were created. */
  ids: string[];
  /** Of a dry run: which run, counted from 1, cannot be created, and why. */
  faults: { run: number; pointer: string; message: string }[];
}

interface BatchArgs {
  filter: FlowRunFilter;
  dryRun?: boolean;
  batchSize?: number | undefined;
  after?: string | undefined;
}

const defineBulk = (name: string) =>
  defineFunction<BatchArgs, BatchAnswer | CountAnswer>({
    schema: "provost",
    name,
    args: { filter: "jsonb", dryRun: "boolean", batchSize: "integer", after: "uuid" },
    returns: "value",
  });

/** What is done to many runs at once, one batch a call. */
export const bulkFunctions = {
  createFlowRuns: defineFunction<
    { deployment: string; runs: readonly NewRun[]; dryRun: boolean },
    CreatedRuns
  >({
    schema: "provost",
    name: "create_flow_runs",
    args: { deployment: "text", runs: "jsonb", dryRun: "boolean" },
    returns: "value",
  }),
  cancelFlowRuns: defineBulk("cancel_flow_runs"),
  retryFlowRuns: defineBulk("retry_flow_runs"),
  deleteFlowRuns: defineBulk("delete_flow_runs"),
};
