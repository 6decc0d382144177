import { call } from "../db/call.ts";
import { functions } from "../db/functions.ts";
import type { Pool } from "../db/pool.ts";
import { type Service, startService } from "./service.ts";

const everyMilliseconds = 5000;

export interface LateRunsOptions {
  pool: Pool;
  afterSeconds: number;
  onError: (error: unknown, name: string) => void;
}

/**
 * Skips runs whose time to start is over, names overdue ones Late, ends task runs whose flow run is over, and forgets watches and results
 * that have run out.
 */
export function startLateRuns({ pool, afterSeconds, onError }: LateRunsOptions): Service {
  return startService({
    name: "late runs",
    onError,
    async work() {
      await call(pool, functions.skipMissedRuns, {});
      await call(pool, functions.markLateRuns, { afterSeconds });
      await call(pool, functions.endOpenTaskRuns, {});
      await call(pool, functions.forgetWatchers, {});
      await call(pool, functions.forgetCachedResults, {});
      await call(pool, functions.forgetStoredResults, {});
      return everyMilliseconds;
    },
  });
}
