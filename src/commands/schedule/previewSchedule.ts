import { expectTimezone } from "../../flow/deployments/zonedTime.ts";
import { validateSchedule } from "../../schedules/validateSchedule.ts";
import type { OutputFormat } from "../output/format.ts";
import { type PreviewRange, printInstants } from "./printInstants.ts";
import { scheduleOf, type TimingOptions } from "./scheduleOf.ts";

export interface PreviewOptions extends TimingOptions, PreviewRange {
  output: OutputFormat;
}

/** Prints when a schedule is due that is given by options. */
export function previewSchedule(options: PreviewOptions, now = new Date()): void {
  if (options.timezone !== undefined) expectTimezone(options.timezone);
  const schedule = scheduleOf(options, now);
  validateSchedule(schedule);
  const timezone = options.timezone ?? schedule.timezone ?? "UTC";
  printInstants(schedule, { ...options, timezone, now });
}
