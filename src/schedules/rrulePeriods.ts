import { type DayTest, weekdays } from "./rruleDayTest.ts";

/** The first time of a rule after a time, or at it. */
export type NextTime = (after: number, inclusive: boolean) => number | undefined;

/** The days, weeks, months or years of a rule whose days are looked through one by one. */
export interface Periods {
  unit: "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";
  /** Every so many of them, from the one in which the rule starts. */
  interval: number;
  /** Which of the times of a period count, from its first (1) or its last (-1); none: all. */
  positions: number[];
  /** On which weekday weeks begin. */
  weekStart: string;
  fits: DayTest;
  /** What clocks show; none: what they show when the rule starts. */
  hours: number[];
  minutes: number[];
  seconds: number[];
}

const dayMs = 86_400_000;

/**
 * The times of a rule, from `start` on. Positions count within the whole of a period, also where
 * the rule starts in its midst. After so many periods without a time it is taken to have ended.
 */
export function timesWithin(periods: Periods, start: number, mostPeriods: number): NextTime {
  const first = indexOf(periods, start);
  const timesOfDay = timesOfDayOf(periods, start);
  /** The times of the period that was looked at last. */
  let known: { index: number; times: number[] } | undefined;
  const timesOf = (index: number): number[] => {
    if (known?.index !== index) known = { index, times: timesOfPeriod(periods, index, timesOfDay) };
    return known.times;
  };
  return (after, inclusive) => {
    const from = Math.max(after, start);
    const passed = Math.max(0, Math.ceil((indexOf(periods, from) - first) / periods.interval));
    for (let nth = passed; nth < passed + mostPeriods; nth += 1) {
      const found = timesOf(first + nth * periods.interval).find(
        (time) => time >= start && (inclusive ? time >= after : time > after),
      );
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function timesOfPeriod(periods: Periods, index: number, timesOfDay: number[]): number[] {
  const end = startOfPeriod(periods, index + 1);
  const times: number[] = [];
  for (let midnight = startOfPeriod(periods, index); midnight < end; midnight += dayMs) {
    if (periods.fits(midnight)) times.push(...timesOfDay.map((time) => midnight + time));
  }
  return atPositions(times, periods.positions);
}

function timesOfDayOf({ hours, minutes, seconds }: Periods, start: number): number[] {
  const date = new Date(start);
  const or = (values: number[], usual: number) => (values.length > 0 ? values : [usual]);
  const times = or(hours, date.getUTCHours()).flatMap((hour) =>
    or(minutes, date.getUTCMinutes()).flatMap((minute) =>
      or(seconds, date.getUTCSeconds()).map((second) => (hour * 60 + minute) * 60 + second),
    ),
  );
  return [...new Set(times)].map((time) => time * 1000).sort((a, b) => a - b);
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
  if (unit === "DAILY") return Math.floor(wall / dayMs);
  return Math.floor((wall - firstWeek(weekStart)) / (7 * dayMs));
}

function startOfPeriod({ unit, weekStart }: Periods, index: number): number {
  if (unit === "DAILY") return index * dayMs;
  if (unit === "WEEKLY") return firstWeek(weekStart) + index * 7 * dayMs;
  return unit === "YEARLY" ? Date.UTC(index, 0) : Date.UTC(Math.floor(index / 12), index % 12);
}

/** 5 January 1970 was a Monday. */
const firstWeek = (weekStart: string): number => (4 + weekdays.indexOf(weekStart)) * dayMs;
