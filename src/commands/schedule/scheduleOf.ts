import { InvalidInput } from "../../errors.ts";
import { parseInterval } from "../../flow/duration.ts";
import { cron, interval, type Schedule } from "../../flow/deployments/schedule.ts";
import { readRrule } from "./readRrule.ts";

export interface TimingOptions {
  cron?: string;
  interval?: string;
  rrule?: string;
  timezone?: string;
  anchorDate?: string;
  dayAnd?: boolean;
}

/** The one schedule that the options ask for. Throws `InvalidInput` unless it is exactly one. */
export function scheduleOf(options: TimingOptions, now: Date): Schedule {
  const { timezone, anchorDate, dayAnd = false } = options;
  const zone = timezone === undefined ? {} : { timezone };
  const schedules = [
    options.cron === undefined ? [] : [cron(options.cron, { ...zone, dayOr: !dayAnd })],
    options.interval === undefined
      ? []
      : [interval(parseInterval(options.interval), { ...zone, anchorDate: anchorDate ?? now })],
    options.rrule === undefined ? [] : [readRrule(options.rrule, zone)],
  ].flat();
  const [schedule, another] = schedules;
  if (schedule === undefined || another !== undefined) {
    const got = schedule === undefined ? "none" : "several";
    throw new InvalidInput(`Expected exactly one of --cron, --interval and --rrule, got ${got}.`, {
      hint: "Write it like --cron '0 9 * * 1-5', --interval 15m or --rrule FREQ=WEEKLY.",
    });
  }
  if (anchorDate !== undefined && options.interval === undefined) {
    throw new InvalidInput("--anchor-date belongs to --interval.", {
      hint: 'A rule has its start in the rule: "DTSTART:20260131T090000 RRULE:FREQ=DAILY".',
    });
  }
  if (dayAnd && options.cron === undefined) {
    throw new InvalidInput("--day-and belongs to --cron.", {
      hint: "Leave it out, or write the schedule as --cron.",
    });
  }
  return schedule;
}
