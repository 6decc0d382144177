const dayMs = 86_400_000;
export const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/** Whether a day, given by its midnight on the wall clock, fits what a rule says of it. */
export type DayTest = (midnight: number) => boolean;

type Parts = ReadonlyMap<string, string>;

/**
 * What BYMONTH, BYMONTHDAY, BYYEARDAY, BYWEEKNO and BYDAY say together: each leaves out days.
 * Weekdays are counted within their month, or within their year where a yearly rule names no months.
 */
export function dayTest(parts: Parts): DayTest {
  const tests = [
    listTest(parts.get("BYMONTH"), (midnight) => [new Date(midnight).getUTCMonth() + 1]),
    listTest(parts.get("BYMONTHDAY"), (midnight) => fromBothEnds(midnight, monthOf(midnight))),
    listTest(parts.get("BYYEARDAY"), (midnight) => fromBothEnds(midnight, yearOf(midnight))),
    listTest(parts.get("BYWEEKNO"), (midnight) => weekNumbers(midnight, parts.get("WKST") ?? "MO")),
    weekdayTest(parts),
  ].filter((test) => test !== undefined);
  return (midnight) => tests.every((test) => test(midnight));
}

export const numbersOf = (text: string | undefined): number[] => text?.split(",").map(Number) ?? [];

function listTest(
  text: string | undefined,
  numbers: (midnight: number) => number[],
): DayTest | undefined {
  if (text === undefined) return undefined;
  const wanted = new Set(numbersOf(text));
  return (midnight) => numbers(midnight).some((number) => wanted.has(number));
}

function weekdayTest(parts: Parts): DayTest | undefined {
  const days = parts.get("BYDAY")?.split(",");
  if (days === undefined) return undefined;
  const spanOf = parts.get("FREQ") === "YEARLY" && !parts.has("BYMONTH") ? yearOf : monthOf;
  const choices = days.map((day) => ({
    weekday: weekdays.indexOf(day.slice(-2)),
    nth: Number(day.slice(0, -2)),
  }));
  return (midnight) => {
    const weekday = weekdayOf(midnight);
    const fitting = choices.filter((choice) => choice.weekday === weekday);
    if (fitting.length === 0) return false;
    const [fromFirst = 0, fromLast = 0] = fromBothEnds(midnight, spanOf(midnight));
    const counted = [Math.ceil(fromFirst / 7), -Math.ceil(-fromLast / 7)];
    return fitting.some(({ nth }) => nth === 0 || counted.includes(nth));
  };
}

interface Span {
  /** The first midnight of it, and the first after it. */
  from: number;
  to: number;
}

/** Which day of a span it is, counted from the first (1) and from the last (-1). */
function fromBothEnds(midnight: number, { from, to }: Span): number[] {
  return [(midnight - from) / dayMs + 1, (midnight - to) / dayMs];
}

function monthOf(midnight: number): Span {
  const date = new Date(midnight);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return { from: Date.UTC(year, month), to: Date.UTC(year, month + 1) };
}

function yearOf(midnight: number): Span {
  const year = new Date(midnight).getUTCFullYear();
  return { from: Date.UTC(year, 0), to: Date.UTC(year + 1, 0) };
}

/**
 * Which week of a year it is, from the first and from the last. The first is the first with four
 * days of the year; so a week at the turn of the year is one of either.
 */
function weekNumbers(midnight: number, weekStart: string): number[] {
  const start = midnight - daysInto(midnight, weekStart) * dayMs;
  const year = new Date(start + 3 * dayMs).getUTCFullYear();
  const number = (start - firstWeek(year, weekStart)) / (7 * dayMs) + 1;
  const count = (firstWeek(year + 1, weekStart) - firstWeek(year, weekStart)) / (7 * dayMs);
  return [number, number - count - 1];
}

function firstWeek(year: number, weekStart: string): number {
  const fourth = Date.UTC(year, 0, 4);
  return fourth - daysInto(fourth, weekStart) * dayMs;
}

/** How many days of its week lie before a day. */
function daysInto(midnight: number, weekStart: string): number {
  return (weekdayOf(midnight) - weekdays.indexOf(weekStart) + 7) % 7;
}

/** Monday is 0, as 5 January 1970 was one. */
function weekdayOf(midnight: number): number {
  return (((midnight / dayMs - 4) % 7) + 7) % 7;
}
