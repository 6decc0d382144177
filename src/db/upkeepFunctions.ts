import { defineFunction } from "./defineFunction.ts";

/** What one step of pruning did. */
export interface PruneStep {
  flow_runs: number;
  events: number;
  /** A period of history, such as `runs from 2030-01-07 to 2030-01-28`. */
  dropped: string | null;
  /** Whether a period could not be dropped, because somebody reads it. */
  is_busy: boolean;
  /** Where to go on; null when all is done. */
  next: string | null;
}

/** What there is to prune. */
export interface Prunable {
  flow_runs: number;
  events: number;
  /** How large the periods are that are dropped as a whole. */
  dropped_bytes: number;
}

export interface HealthFact {
  name: string;
  value: string;
  isAlarming: boolean;
  advice: string | null;
}

/** What keeps the database from growing for ever (sql/80_upkeep). */
export const upkeepFunctions = {
  planHistory: defineFunction<
    { runsSeconds: number | null; eventsSeconds: number | null; everySeconds: number },
    boolean
  >({
    name: "plan_history",
    args: {
      runsSeconds: "double precision",
      eventsSeconds: "double precision",
      everySeconds: "double precision",
    },
    returns: "value",
  }),

  trimFlowRuns: defineFunction<
    {
      olderSeconds: number;
      failedSeconds: number | null;
      after: string | null;
      batch: number;
      isExact: boolean;
    },
    { erased: number; next: string | null }
  >({
    name: "trim_flow_runs",
    args: {
      olderSeconds: "double precision",
      failedSeconds: "double precision",
      after: "uuid",
      batch: "integer",
      isExact: "boolean",
    },
    returns: "row",
  }),

  trimEvents: defineFunction<{ olderSeconds: number; batch: number; isExact: boolean }, number>({
    name: "trim_events",
    args: { olderSeconds: "double precision", batch: "integer", isExact: "boolean" },
    returns: "value",
  }),

  dropHistory: defineFunction<
    { eventsSeconds: number | null },
    { period: string; isBusy: boolean }
  >({
    name: "drop_history",
    args: { eventsSeconds: "double precision" },
    returns: "row",
  }),

  trimCachedResults: defineFunction<
    { olderSeconds: number; after: string | null; batch: number },
    { trimmed: number; next: string | null }
  >({
    name: "trim_cached_results",
    args: { olderSeconds: "double precision", after: "uuid", batch: "integer" },
    returns: "row",
  }),

  prune: defineFunction<
    {
      olderThan: string;
      dryRun?: boolean;
      batchSize?: number | undefined;
      after?: string | undefined;
      failedOlderThan?: string | undefined;
    },
    PruneStep | Prunable
  >({
    schema: "provost",
    name: "prune",
    args: {
      olderThan: "interval",
      dryRun: "boolean",
      batchSize: "integer",
      after: "uuid",
      failedOlderThan: "interval",
    },
    returns: "value",
  }),

  health: defineFunction<Record<string, never>, HealthFact>({
    schema: "provost",
    name: "health",
    args: {},
    returns: "rows",
    idempotent: true,
  }),
};
