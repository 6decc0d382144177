import { setTimeout as sleep } from "node:timers/promises";
import { call } from "../db/call.ts";
import { cliFunctions } from "../db/cliFunctions.ts";
import type { Pool } from "../db/pool.ts";
import type { Worker } from "./worker.ts";

const askEveryMilliseconds = 250;

/** Settles with exit code 0 when nothing has been due for a worker and nothing has run, twice in a row. */
export async function untilNothingIsDue(
  pool: Pool,
  worker: Pick<Worker, "running">,
  workPool: string,
  workQueues: readonly string[] | undefined,
): Promise<number> {
  for (let idle = 0; idle < 2;) {
    await sleep(askEveryMilliseconds);
    const isDue = await call(pool, cliFunctions.hasDueFlowRuns, { workPool, workQueues });
    idle = isDue || worker.running > 0 ? 0 : idle + 1;
  }
  return 0;
}
