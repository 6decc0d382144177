import { InvalidInput } from "../../errors.ts";
import { type IntervalParts, secondsIn } from "./intervalParts.ts";
import { scheduleSchema } from "./scheduleSchema.ts";
import { parseInstant } from "./zonedTime.ts";

export { longestRrule } from "./scheduleSchema.ts";

const scheduleKinds = ["cron", "intervalSeconds", "rrule"] as const;
type ScheduleKind = (typeof scheduleKinds)[number];

/**
 * When something is due: exactly one of `cron`, `intervalSeconds` and `rrule`, as a row of
 * `deployment_schedules` holds it.
 */
export interface ScheduleTiming {
  /** Five fields, six with seconds first, seven with the year last, or an alias such as `@daily`. */
  cron?: string | null;
  /** Whole days are days of the calendar in `timezone`; what is left over is elapsed time. */
  intervalSeconds?: number | null;
  /** RFC 5545: RRULE, EXRULE, RDATE, EXDATE and DTSTART lines; times are read in `timezone`. */
  rrule?: string | null;
  /** A name of the IANA time zone database. Default UTC. */
  timezone?: string | null;
  /** Where intervals are counted from, to either side. Default 2020-01-01T00:00 in `timezone`. */
  anchorDate?: string | Date | null;
  /** Whether a cron day must fit the day of month *or* the weekday (default), or both (`false`). */
  dayOr?: boolean | null;
}

/** A schedule of a deployment: when, and what its runs are given. */
export interface Schedule extends ScheduleTiming {
  /** Its name within the deployment. */
  slug?: string;
  /** The slug that it had before: what is deployed under that one becomes this schedule. */
  replaces?: string;
  /** Whether runs are planned from it. */
  active: boolean;
  /** Merged over the parameters of the deployment. */
  parameters: Record<string, unknown>;
  catchUp?: CatchUp;
  catchUpWindowSeconds?: number;
  maxCatchUp?: number;
  maxScheduledRuns?: number;
  overlap?: Overlap;
}

/** What becomes of a run while an earlier one has not ended: see `ScheduleOptions.overlap`. */
export type Overlap = "allow" | "skip" | "queue" | "cancel_running";

/** What becomes of times at which no run could be started: see `ScheduleOptions.catchUp`. */
export type CatchUp = "planned" | "all" | "last" | "window" | "skip";

export interface ScheduleOptions {
  timezone?: string;
  slug?: string;
  /** Its slug until now: the schedule keeps its identity, history and whether it is active. */
  replaces?: string;
  active?: boolean;
  parameters?: Record<string, unknown>;
  /**
   * What becomes of times at which no run could be started, for want of workers or because nothing
   * ran at all. `planned` (default): what was planned ahead runs late, the rest is left out. `all`:
   * all run late. `last`: only the latest. `window`: those of the last `catchUpWindowSeconds`.
   * `skip`: none. What does not run although it was missed stays visible as Skipped.
   */
  catchUp?: CatchUp;
  /** How late a run may start; needed for `catchUp: "window"`. */
  catchUpWindowSeconds?: number;
  /** At most so many late runs, the latest, 1 to 1000. Default: no limit. */
  maxCatchUp?: number;
  /** At most so many runs are planned ahead, 1 to 50. Default: as many as the scheduler plans. */
  maxScheduledRuns?: number;
  /**
   * What becomes of a run while an earlier one of the schedule has not ended. `allow` (default): it
   * starts all the same. `skip`: it is Skipped. `queue`: it waits its turn. `cancel_running`: the
   * earlier one is cancelled, and it starts when that has stopped.
   */
  overlap?: Overlap;
}

export interface CronOptions extends ScheduleOptions {
  dayOr?: boolean;
}

export interface IntervalOptions extends ScheduleOptions {
  /** Where it is counted from; without an offset, read in `timezone`. Default: when it is created. */
  anchorDate?: string | Date;
}

/**
 * Runs at the times that fit a cron pattern: `minute hour day month weekday`, with seconds first
 * if there are six fields and the year last if there are seven, or `@daily` and its like.
 *
 * @example cron("0 9 * * mon-fri", { timezone: "Europe/Berlin" })
 */
export function cron(pattern: string, options: CronOptions = {}): Schedule {
  const { dayOr = true, ...rest } = options;
  return newSchedule({ cron: pattern, dayOr }, rest);
}

/**
 * Runs again and again after a length of time. Days stay at their local hour when the clocks
 * change: `{ days: 1 }` from an anchor of 09:00 runs at 09:00 all year. Hours, minutes and seconds
 * are elapsed time: `{ hours: 24 }` runs at 08:00 or 10:00 after a change. A plain number is in
 * seconds, and its whole days are days of the calendar.
 *
 * @example interval({ minutes: 15 })
 * @example interval({ days: 1 }, { anchorDate: "2026-01-01T09:00", timezone: "Europe/Berlin" })
 */
export function interval(every: number | IntervalParts, options: IntervalOptions = {}): Schedule {
  const { anchorDate, ...rest } = options;
  const intervalSeconds = secondsIn(every);
  const anchor = anchorDate === undefined ? {} : { anchorDate };
  const schedule = newSchedule({ intervalSeconds, ...anchor }, rest);
  if (anchorDate !== undefined) schedule.anchorDate = new Date(anchorOf(schedule)).toISOString();
  // Only in UTC is every day 24 hours long, so that is where a day's worth of hours is counted.
  const isElapsed = typeof every === "object" && !every.days && !every.weeks;
  return isElapsed && intervalSeconds >= 86_400 ? { ...schedule, timezone: "UTC" } : schedule;
}

/**
 * Runs at the times of an iCalendar recurrence (RFC 5545). All times in it are read in `timezone`,
 * for which a TZID of its DTSTART stands in.
 *
 * @example rrule("FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=17;BYMINUTE=0", { timezone: "Europe/Berlin" })
 */
export function rrule(recurrence: string, options: ScheduleOptions = {}): Schedule {
  const named = /DTSTART[^:]*;TZID=([^;:\s]+)/i.exec(recurrence)?.[1];
  const zone = options.timezone ?? named;
  if (named !== undefined && zone?.toLowerCase() !== named.toLowerCase()) {
    throw new InvalidInput(`The rule starts in ${named}, but its schedule is in ${zone}.`, {
      hint: "Give only one of TZID and `timezone`.",
    });
  }
  return newSchedule(
    { rrule: recurrence },
    zone === undefined ? options : { ...options, timezone: zone },
  );
}

/** Which of the three a schedule is; throws InvalidInput if it is none or several. */
export function kindOf(timing: ScheduleTiming): ScheduleKind {
  const [kind, another] = kindsOf(timing);
  if (kind && !another) return kind;
  throw new InvalidInput(`Invalid schedule: ${oneKindExpected(timing)}.`);
}

/** The instant from which an interval counts. */
export function anchorOf({ anchorDate: anchor, timezone: zone }: ScheduleTiming): number {
  if (anchor instanceof Date) return anchor.getTime();
  return parseInstant(anchor ?? "2020-01-01T00:00", zone ?? "UTC");
}

/** Throws InvalidInput with every fault of a schedule's shape; returns it as it came. */
export function checkScheduleShape<S>(schedule: S): S {
  const checked = scheduleSchema(missingKind).safeParse(schedule);
  if (checked.success) return schedule;
  const faults = checked.error.issues.map(({ path, message }) =>
    path.length > 0 ? `\`${path.join(".")}\`: ${message}` : message,
  );
  throw new InvalidInput(`Invalid schedule: ${faults.join("; ")}.`, {
    hint: 'Write it as cron("0 9 * * *"), interval({ minutes: 15 }) or rrule("FREQ=WEEKLY").',
  });
}

function newSchedule(timing: ScheduleTiming, options: ScheduleOptions): Schedule {
  const { timezone: zone = "UTC", active = true, parameters = {} } = options;
  return checkScheduleShape({ ...timing, ...options, timezone: zone, active, parameters });
}

type Kinds = Partial<Record<ScheduleKind, unknown>>;

function kindsOf(timing: Kinds): ScheduleKind[] {
  return scheduleKinds.filter((kind) => timing[kind] != null);
}

function oneKindExpected(timing: Kinds): string {
  const given = kindsOf(timing).join(" and ") || "none";
  return `expected exactly one of ${scheduleKinds.join(", ")}, got ${given}`;
}

/** What is wrong about the kinds of a schedule, if anything. */
function missingKind(timing: Kinds): string | undefined {
  return kindsOf(timing).length === 1 ? undefined : oneKindExpected(timing);
}
