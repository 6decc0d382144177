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
 * Skips runs whose time to start is over, names overdue ones Late, ends task runs whose flow run is
 * over, and forgets watches and results that have run out.
 */
export function startLateRuns(options: LateRunsOptions): Service {
  const { pool, everySeconds, afterSeconds, onError } = options;
  return startService({
    name: "late runs",
    onError,
    async work(signal) {
      const turn = { work: "late_runs", seconds: everySeconds } as const;
      if (!(await call(pool, functions.takeTurn, turn, { signal }))) return everySeconds * 1000;
      await call(pool, functions.skipMissedRuns, {}, { signal });
      if (afterSeconds !== undefined)
        await call(pool, functions.markLateRuns, { afterSeconds }, { signal });
      await call(pool, functions.endOpenTaskRuns, {}, { signal });
      await call(pool, functions.forgetWatchers, {}, { signal });
      await call(pool, functions.forgetCachedResults, {}, { signal });
      await call(pool, functions.forgetStoredResults, {}, { signal });
      return everySeconds * 1000;
    },
  });
}
