import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { Pool } from "../../db/pool.ts";
import { parseInstant } from "../../flow/deployments/zonedTime.ts";
import { parseDuration } from "../../flow/duration.ts";

export interface StartTimeOptions {
  startIn?: string;
  startAt?: string;
}

/** When a run is to start, undefined for now. "In 5 minutes" is counted by the database's clock. */
export async function readStartTime(
  pool: Pool,
  { startIn, startAt }: StartTimeOptions,
): Promise<Date | undefined> {
  if (startAt !== undefined) {
    return new Date(parseInstant(startAt, Intl.DateTimeFormat().resolvedOptions().timeZone));
  }
  if (startIn === undefined) return undefined;
  const seconds = parseDuration(startIn);
  const now = await call(pool, cliFunctions.clockNow, {});
  return new Date(now.getTime() + seconds * 1000);
}
