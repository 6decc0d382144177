import { defineFunction } from "./defineFunction.ts";

/** What is kept under a cache key. */
export interface CachedResultRow {
  cacheKey: string;
  message: string | null;
  result: unknown;
  resultMeta: unknown;
}

/** The functions for results that are kept apart from their runs, and for keys (sql/40_tasks). */
export const resultFunctions = {
  findCachedResults: defineFunction<{ keys: readonly string[] }, CachedResultRow>({
    name: "find_cached_results",
    args: { keys: "text[]" },
    returns: "rows",
    idempotent: true,
  }),

  cacheTaskRun: defineFunction<
    {
      flowRunId: string;
      epoch: number;
      key: string;
      cacheKey: string;
      cacheExpirationSeconds?: number | undefined;
    },
    boolean
  >({
    name: "cache_task_run",
    args: {
      flowRunId: "uuid",
      epoch: "integer",
      key: "text",
      cacheKey: "text",
      cacheExpirationSeconds: "double precision",
    },
    returns: "value",
    idempotent: true,
  }),

  storeResult: defineFunction<
    { flowRunId: string; epoch: number; key: string; part: number; bytes: Uint8Array },
    boolean
  >({
    name: "store_result",
    args: { flowRunId: "uuid", epoch: "integer", key: "text", part: "integer", bytes: "bytea" },
    returns: "value",
    idempotent: true,
  }),

  readResult: defineFunction<{ key: string; part: number }, Buffer | null>({
    name: "read_result",
    args: { key: "text", part: "integer" },
    returns: "value",
    idempotent: true,
  }),

  keepResult: defineFunction<{ key: string; flowRunId: string }>({
    name: "keep_result",
    args: { key: "text", flowRunId: "uuid" },
    returns: "void",
    idempotent: true,
  }),

  dropResult: defineFunction<{ key: string }>({
    name: "drop_result",
    args: { key: "text" },
    returns: "void",
    idempotent: true,
  }),

  takeKeyLock: defineFunction<
    { key: string; flowRunId: string; epoch: number; holder: string },
    boolean | null
  >({
    name: "take_key_lock",
    args: { key: "text", flowRunId: "uuid", epoch: "integer", holder: "text" },
    returns: "value",
    idempotent: true,
  }),

  freeKeyLock: defineFunction<{ key: string; flowRunId: string; epoch: number; holder: string }>({
    name: "free_key_lock",
    args: { key: "text", flowRunId: "uuid", epoch: "integer", holder: "text" },
    returns: "void",
    idempotent: true,
  }),
};
