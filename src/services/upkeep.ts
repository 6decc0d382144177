import { call } from "../db/call.ts";
import { functions } from "../db/functions.ts";
import type { Pool } from "../db/pool.ts";
import { type Service, startService } from "./service.ts";

export interface UpkeepOptions {
  pool: Pool;
  everySeconds: number;
  onError: (error: unknown, name: string) => void;
}

/**
 * Moves on what waits for a deadline. Apart from the reaper, so that trouble here never lets it
 * find the dead late.
 */
export function startUpkeep({ pool, everySeconds, onError }: UpkeepOptions): Service {
  return startService({
    name: "upkeep",
    onError,
    longestBackOffSeconds: 5,
    async work(signal) {
      await call(pool, functions.tendFlowRuns, { everySeconds }, { signal });
      return everySeconds * 1000;
    },
  });
}
