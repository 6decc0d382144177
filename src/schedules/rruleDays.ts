import { dayTest, numbersOf } from "./rruleDayTest.ts";
import type { Periods } from "./rrulePeriods.ts";

export interface SpelledRule {
  parts: ReadonlyMap<string, string>;
  periods?: Periods;
  /** Whether no day fits all of its parts. */
  isNever?: boolean;
}

/**
 * Some ways to choose days by several parts at once are beyond rrule-temporal, which then leaves a
 * part out, or counts a weekday beyond its year: the days of such a rule are looked through.
 */
export function spellDays(parts: ReadonlyMap<string, string>): SpelledRule {
  const unit = parts.get("FREQ");
  const hasPeriods =
    unit === "DAILY" || unit === "WEEKLY" || unit === "MONTHLY" || unit === "YEARLY";
  if (!hasPeriods) return { parts, isNever: !fitsAnyDay(parts) };
  return isBeyondLibrary(parts, unit) ? { parts, periods: periodsOf(parts, unit) } : { parts };
}

function periodsOf(parts: ReadonlyMap<string, string>, unit: Periods["unit"]): Periods {
  return {
    unit,
    interval: Number(parts.get("INTERVAL") ?? "1"),
    positions: numbersOf(parts.get("BYSETPOS")),
    weekStart: parts.get("WKST") ?? "MO",
    fits: dayTest(parts),
    hours: numbersOf(parts.get("BYHOUR")),
    minutes: numbersOf(parts.get("BYMINUTE")),
    seconds: numbersOf(parts.get("BYSECOND")),
  };
}

/** Hour by hour, it would be found out late that none does. */
function fitsAnyDay(parts: ReadonlyMap<string, string>): boolean {
  const limits = [...dayParts, "BYMONTH"].filter((name) => parts.has(name));
  if (limits.length < 2) return true;
  const fits = dayTest(parts);
  return Array.from({ length: daysOfCalendar }, (_, day) => day * dayMs).some(fits);
}

const dayMs = 86_400_000;
/** Every date falls on every weekday within 40 years, whichever years are leap years. */
const daysOfCalendar = 40 * 366;

const dayParts = ["BYYEARDAY", "BYWEEKNO", "BYMONTHDAY", "BYDAY"];

function isBeyondLibrary(parts: ReadonlyMap<string, string>, unit: Periods["unit"]): boolean {
  const count = dayParts.filter((name) => parts.has(name)).length;
  const isByWeek = parts.has("BYWEEKNO");
  const isByYearDay = parts.has("BYYEARDAY");
  switch (unit) {
    case "DAILY":
      // It gives up on rare times late.
      return isByWeek || isByYearDay || parts.has("BYSETPOS");
    case "WEEKLY":
      return isByWeek || isByYearDay || (count > 0 && parts.has("BYSETPOS"));
    case "MONTHLY":
      return isByWeek || (isByYearDay && count > 1);
    default:
      return isByWeek || (isByYearDay && count > 1) || hasOrdinals(parts);
  }
}

/** Whether weekdays are counted, as in "the last Friday". */
function hasOrdinals(parts: ReadonlyMap<string, string>): boolean {
  return /\d/.test(parts.get("BYDAY") ?? "");
}
