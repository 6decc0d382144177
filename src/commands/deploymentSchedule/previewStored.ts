import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import { scheduleFunctions } from "../../db/scheduleFunctions.ts";
import type { OutputFormat } from "../output/format.ts";
import { type PreviewRange, printInstants } from "../schedule/printInstants.ts";
import { withDatabase } from "../withDatabase.ts";

export interface PreviewStoredOptions extends PreviewRange {
  output: OutputFormat;
}

/** Prints when a schedule of a deployment is due. */
export async function previewStored(
  deployment: string,
  schedule: string,
  options: PreviewStoredOptions,
): Promise<void> {
  const { found, now } = await withDatabase(async ({ pool }) => ({
    found: await call(pool, scheduleFunctions.findSchedule, { deployment, schedule }),
    now: await call(pool, cliFunctions.clockNow, {}),
  }));
  if (!found) return;
  const { timezone, created } = found;
  const timing = { ...found, anchorDate: found.anchorDate ?? created };
  printInstants(timing, { ...options, timezone, now: now ?? new Date() });
}
