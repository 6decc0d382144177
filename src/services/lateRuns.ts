import { call } from "../db/call.ts";
import { functions } from "../db/functions.ts";
import type { Pool } from "../db/pool.ts";
import { type Service, startService } from "./service.ts";

export interface LateRunsOptions {
  pool: Pool;
  everySeconds: number;
  /** Undefined: leaves it to other processes to name runs Late. */
  afterSeconds: number | undefined;
  onError: (error: unknown, name: string) => void;
}

/**
 * Skips runs whose time to start is over, names overdue ones Late, ends task runs whose flow run is over, and forgets watches and results
 * that have run out.
 */
export function startLateRuns(options: LateRunsOptions): Service {
  const { pool, everySeconds, afterSeconds, onError } = options;
  return startService({
    name: "late runs",
    onError,
    async work() {
      await call(pool, functions.skipMissedRuns, {});
      if (afterSeconds !== undefined) await call(pool, functions.markLateRuns, { afterSeconds });
      await call(pool, functions.endOpenTaskRuns, {});
      await call(pool, functions.forgetWatchers, {});
      await call(pool, functions.forgetCachedResults, {});
      await call(pool, functions.forgetStoredResults, {});
      return everySeconds * 1000;
    },
  });
}
