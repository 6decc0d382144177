import type { Periods } from "./rruleDays.ts";

/** The first time of a rule after a time, or at it. */
export type NextTime = (after: number, inclusive: boolean) => number | undefined;

const dayMs = 86_400_000;
const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
/** A rule without a time for so long is taken to have ended: it is looked through day by day. */
const longestGap = 55 * 366 * dayMs;

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
  /** The times of the period that was looked at last, and the first after it. */
  let known: { index: number; times: number[]; following: number | undefined } | undefined;
  const lookAt = (index: number): NonNullable<typeof known> => {
    if (known?.index === index) return known;
    const end = startOfPeriod(periods, index + 1);
    const times: number[] = [];
    let time = next(startOfPeriod(periods, index), true);
    for (; time !== undefined && time < end; time = next(time, false)) times.push(time);
    return (known = { index, times: atPositions(times, positions), following: time });
  };
  return (after, inclusive) => {
    const from = Math.max(after, start);
    let time: number | undefined = from;
    while (time !== undefined && time - from <= longestGap) {
      const { times, following } = lookAt(periodFrom(time));
      const found = times.find(
        (each) => each >= start && (inclusive ? each >= after : each > after),
      );
      if (found !== undefined) return found;
      time = following;
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
