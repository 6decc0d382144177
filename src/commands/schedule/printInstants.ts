import { offsetAt, parseInstant, wallTimeAt } from "../../flow/deployments/zonedTime.ts";
import type { ScheduleTiming } from "../../flow/deployments/schedule.ts";
import { nextInstants } from "../../schedules/nextInstants.ts";
import { time } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRows } from "../output/print.ts";

export interface PreviewRange {
  from?: string;
  until?: string;
  count?: number;
}

interface PrintOptions extends PreviewRange {
  /** In which times without an offset are read, and local times shown. */
  timezone: string;
  now: Date;
  output: OutputFormat;
}

/** Prints when a schedule is due: ISO 8601 in UTC as data, also local times as a table. */
export function printInstants(schedule: ScheduleTiming, options: PrintOptions): void {
  const { timezone, now, output } = options;
  const at = (text: string): Date => new Date(parseInstant(text, timezone));
  const until = options.until === undefined ? undefined : at(options.until);
  const instants = nextInstants(schedule, {
    from: options.from === undefined ? now : at(options.from),
    until,
    count: options.count ?? (until ? undefined : 10),
  });
  if (output === "table") {
    printRows(instants, columns(timezone, now), "table", "The schedule is not due in that time.");
  } else {
    printRows(instants, [], output, "");
  }
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
