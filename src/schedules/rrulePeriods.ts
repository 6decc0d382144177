import type { Periods } from "./rruleDays.ts";

/** The first time of a rule after a time, or at it. */
export type NextTime = (after: number, inclusive: boolean) => number | undefined;

const dayMs = 86_400_000;
const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
/** Periods in a row without a time after which a rule is taken to have ended. */
const mostPeriods = 1000;

/**
 * The times of `next` that lie in the periods of a rule, from `start` on. Positions count within
 * the whole of a period, also where the rule starts in its midst: `next` begins with the period.
 */
export function withinPeriods(next: NextTime, periods: Periods, start: number): NextTime {
  const { interval, positions } = periods;
  const first = indexOf(periods, start);
  /** The period of a time, or the next that is not left out. */
  const periodFrom = (time: number): number =>
    first + Math.max(0, Math.ceil((indexOf(periods, time) - first) / interval)) * interval;
  return (after, inclusive) => {
    let time = next(Math.min(after, startOfPeriod(periods, indexOf(periods, after))), true);
    for (let tried = 0; tried < mostPeriods && time !== undefined; tried += 1) {
      const index = periodFrom(time);
      const times: number[] = [];
      const end = startOfPeriod(periods, index + 1);
      for (time = next(startOfPeriod(periods, index), true); time !== undefined && time < end;) {
        times.push(time);
        time = next(time, false);
      }
      const found = atPositions(times, positions).find(
        (each) => each >= start && (inclusive ? each >= after : each > after),
      );
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

/** Where the period begins in which a rule starts, at the rule's time of day. */
export function startOfFirstPeriod(periods: Periods, start: number): number {
  const timeOfDay = ((start % dayMs) + dayMs) % dayMs;
  return startOfPeriod(periods, indexOf(periods, start)) + timeOfDay;
}

function atPositions(times: number[], positions: number[]): number[] {
  if (positions.length === 0) return times;
  const chosen = positions.map((position) => times.at(position > 0 ? position - 1 : position));
  return [...new Set(chosen)].filter((time) => time !== undefined).sort((a, b) => a - b);
}

/** The number of the period in which a wall time lies. */
function indexOf({ unit, weekStart }: Periods, wall: number): number {
  const date = new Date(wall);
  if (unit === "YEARLY") return date.getUTCFullYear();
  if (unit === "MONTHLY") return date.getUTCFullYear() * 12 + date.getUTCMonth();
  return Math.floor((wall - firstWeek(weekStart)) / (7 * dayMs));
}

function startOfPeriod({ unit, weekStart }: Periods, index: number): number {
  if (unit === "WEEKLY") return firstWeek(weekStart) + index * 7 * dayMs;
  return unit === "YEARLY" ? Date.UTC(index, 0) : Date.UTC(Math.floor(index / 12), index % 12);
}

/** 5 January 1970 was a Monday. */
const firstWeek = (weekStart: string): number => (4 + weekdays.indexOf(weekStart)) * dayMs;
