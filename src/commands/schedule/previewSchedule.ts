import { InvalidInput } from "../../errors.ts";
import { cron, interval, rrule, type Schedule } from "../../flow/schedule.ts";
import { expectTimezone, offsetAt, parseInstant, wallTimeAt } from "../../flow/zonedTime.ts";
import { nextInstants } from "../../schedules/nextInstants.ts";
import { validateSchedule } from "../../schedules/validateSchedule.ts";
import { parseInterval } from "../../flow/duration.ts";
import { time } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRows } from "../output/print.ts";

export interface PreviewOptions {
  cron?: string;
  interval?: string;
  rrule?: string;
  timezone?: string;
  anchorDate?: string;
  dayAnd?: boolean;
  from?: string;
  until?: string;
  count?: number;
  output: OutputFormat;
}

/** Prints when a schedule is due: ISO 8601 in UTC as data, also local times as a table. */
export function previewSchedule(options: PreviewOptions, now = new Date()): void {
  const timezone = expectTimezone(options.timezone ?? "UTC");
  const schedule = scheduleOf(options, now);
  validateSchedule(schedule);
  const at = (text: string): Date => new Date(parseInstant(text, timezone));
  const until = options.until === undefined ? undefined : at(options.until);
  const instants = nextInstants(schedule, {
    from: options.from === undefined ? now : at(options.from),
    until,
    count: options.count ?? (until ? undefined : 10),
  });
  const zone = options.timezone ?? schedule.timezone ?? "UTC";
  if (options.output === "table") {
    printRows(instants, columns(zone, now), "table", "The schedule is not due in that time.");
  } else {
    printRows(instants, [], options.output, "");
  }
}

function scheduleOf(options: PreviewOptions, now: Date): Schedule {
  const { timezone, anchorDate, dayAnd = false } = options;
  const zone = timezone === undefined ? {} : { timezone };
  const schedules = [
    options.cron === undefined ? [] : [cron(options.cron, { ...zone, dayOr: !dayAnd })],
    options.interval === undefined
      ? []
      : [interval(parseInterval(options.interval), { ...zone, anchorDate: anchorDate ?? now })],
    options.rrule === undefined ? [] : [rrule(options.rrule, zone)],
  ].flat();
  const [schedule, another] = schedules;
  if (schedule === undefined || another !== undefined) {
    throw new InvalidInput("Expected exactly one of --cron, --interval and --rrule.");
  }
  if (anchorDate !== undefined && options.interval === undefined) {
    throw new InvalidInput("--anchor-date belongs to --interval.", {
      hint: 'A rule has its start in the rule: "DTSTART:20260131T090000 RRULE:FREQ=DAILY".',
    });
  }
  if (dayAnd && options.cron === undefined) {
    throw new InvalidInput("--day-and belongs to --cron.");
  }
  return schedule;
}

function columns(timezone: string, now: Date): Column<Date>[] {
  const utc = { heading: "UTC", cell: (at: Date) => at.toISOString() };
  const local = { heading: timezone, cell: (at: Date) => localTime(at, timezone) };
  const look = { pretty: true };
  const relative = { heading: "RELATIVE", cell: (at: Date) => time(at, look, now.getTime()) };
  return timezone === "UTC" ? [utc, relative] : [utc, local, relative];
}

/** What people in the time zone call it: `2026-01-31 09:00:00 +01:00`. */
function localTime(at: Date, timezone: string): string {
  const wall = new Date(wallTimeAt(at.getTime(), timezone)).toISOString();
  const minutes = Math.round(offsetAt(at.getTime(), timezone) / 60_000);
  const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const offset = `${minutes < 0 ? "-" : "+"}${twoDigits(hours)}:${twoDigits(rest)}`;
  return `${wall.slice(0, 10)} ${wall.slice(11, 19)} ${offset}`;
}

const twoDigits = (value: number): string => String(value).padStart(2, "0");
