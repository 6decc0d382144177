import { InvalidInput } from "../errors.ts";

/** The weeks, months or years whose days a daily rule chooses. */
export interface Periods {
  unit: "WEEKLY" | "MONTHLY" | "YEARLY";
  /** Every so many of them, from the one in which the rule starts. */
  interval: number;
  /** Which of the times of a period count, from its first (1) or its last (-1); none: all. */
  positions: number[];
  /** On which weekday weeks begin. */
  weekStart: string;
}

export interface SpelledRule {
  parts: ReadonlyMap<string, string>;
  periods?: Periods;
}

/**
 * Some ways to choose days by several parts at once are beyond rrule-temporal, which then leaves a
 * part out. As all of these parts only limit the days of a daily rule, which it follows rightly, an
 * every-week, every-month or every-year rule is put as a daily one; what cannot be is refused.
 */
export function spellDays(given: ReadonlyMap<string, string>): SpelledRule {
  const parts = withCountedWeekdays(withDaysOfWeeks(given));
  if (!isBeyondLibrary(parts)) return { parts };
  if (fitsDaily(parts)) return asDaily(parts);
  const named = dayParts.filter((name) => parts.has(name)).join(", ");
  throw new InvalidInput(
    `A ${parts.get("FREQ")} rule with ${named} cannot also have counted weekdays, nor a WKST with BYWEEKNO.`,
    { hint: "Choose the days by one of these parts, or list them as RDATE." },
  );
}

function asDaily(given: ReadonlyMap<string, string>): SpelledRule {
  const { FREQ, INTERVAL = "1", BYSETPOS, WKST = "MO", ...rest } = Object.fromEntries(given);
  const parts = new Map([["FREQ", "DAILY"], ...Object.entries(rest)]);
  if (INTERVAL === "1" && BYSETPOS === undefined) return { parts };
  const unit = FREQ as Periods["unit"];
  const positions = BYSETPOS?.split(",").map(Number) ?? [];
  return { parts, periods: { unit, interval: Number(INTERVAL), positions, weekStart: WKST } };
}

const dayParts = ["BYYEARDAY", "BYWEEKNO", "BYMONTHDAY", "BYDAY"];

/** The weeks of a year by their numbers are all of their days, unless something chooses among them. */
function withDaysOfWeeks(parts: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const isByWeekOnly = dayParts.filter((name) => parts.has(name)).join() === "BYWEEKNO";
  if (parts.get("FREQ") !== "YEARLY" || !isByWeekOnly) return parts;
  return new Map([...parts, ["BYDAY", "MO,TU,WE,TH,FR,SA,SU"]]);
}

/** Among counted weekdays of a year, those that are not counted are counted through. */
function withCountedWeekdays(parts: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const isOfYear = parts.get("FREQ") === "YEARLY" && !parts.has("BYMONTH");
  if (!isOfYear || !hasOrdinals(parts)) return parts;
  const days = (parts.get("BYDAY") ?? "")
    .split(",")
    .flatMap((day) => (/\d/.test(day) ? [day] : mostInYear.map((nth) => `${nth}${day}`)));
  return new Map([...parts, ["BYDAY", days.join(",")]]);
}

const mostInYear = Array.from({ length: 53 }, (_, index) => index + 1);

function isBeyondLibrary(parts: ReadonlyMap<string, string>): boolean {
  const count = dayParts.filter((name) => parts.has(name)).length;
  const isByWeek = parts.has("BYWEEKNO");
  const isByYearDay = parts.has("BYYEARDAY");
  switch (parts.get("FREQ")) {
    case "WEEKLY":
      return isByWeek || isByYearDay;
    case "MONTHLY":
      return isByWeek || (isByYearDay && count > 1);
    case "YEARLY":
      // A week at the turn of the year belongs to the years of its days: to one and to the other.
      if (isByWeek) return count !== 2 || !parts.has("BYDAY") || !isEveryTime(parts);
      return (isByYearDay && count > 1) || (parts.has("BYMONTHDAY") && hasOrdinals(parts));
    default:
      return false;
  }
}

function fitsDaily(parts: ReadonlyMap<string, string>): boolean {
  const isCommonWeek = !parts.has("BYWEEKNO") || (parts.get("WKST") ?? "MO") === "MO";
  return isCommonWeek && !hasOrdinals(parts);
}

/** Whether neither periods nor times within them are left out, nor weekdays counted. */
function isEveryTime(parts: ReadonlyMap<string, string>): boolean {
  const isEvery = (parts.get("INTERVAL") ?? "1") === "1";
  return isEvery && !parts.has("BYSETPOS") && !hasOrdinals(parts);
}

/** Whether weekdays are counted, as in "the last Friday". */
function hasOrdinals(parts: ReadonlyMap<string, string>): boolean {
  return /\d/.test(parts.get("BYDAY") ?? "");
}
