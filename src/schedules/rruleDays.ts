import { InvalidInput } from "../errors.ts";

/**
 * Some ways to choose days by several parts at once are beyond rrule-temporal, which then leaves a
 * part out. As all of these parts only limit the days of a daily rule, which it follows rightly, an
 * every-week, every-month or every-year rule is put as a daily one; what cannot be is refused.
 */
export function spellDays(given: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const parts = withDaysOfWeeks(given);
  if (!isBeyondLibrary(parts)) return parts;
  if (fitsDaily(parts)) return new Map([...parts, ["FREQ", "DAILY"]]);
  const named = dayParts.filter((name) => parts.has(name)).join(", ");
  throw new InvalidInput(
    `A ${parts.get("FREQ")} rule with ${named} cannot also have an INTERVAL, BYSETPOS, WKST or counted weekdays.`,
    { hint: "Choose the days by one of these parts, or list them as RDATE." },
  );
}

const dayParts = ["BYYEARDAY", "BYWEEKNO", "BYMONTHDAY", "BYDAY"];

/** The weeks of a year by their numbers are all of their days, unless something chooses among them. */
function withDaysOfWeeks(parts: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const isByWeekOnly = dayParts.filter((name) => parts.has(name)).join() === "BYWEEKNO";
  if (parts.get("FREQ") !== "YEARLY" || !isByWeekOnly) return parts;
  return new Map([...parts, ["BYDAY", "MO,TU,WE,TH,FR,SA,SU"]]);
}

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
      if (isByWeek) return count !== 2 || !parts.has("BYDAY") || hasOrdinals(parts);
      return (isByYearDay && count > 1) || (parts.has("BYMONTHDAY") && hasOrdinals(parts));
    default:
      return false;
  }
}

function fitsDaily(parts: ReadonlyMap<string, string>): boolean {
  const isEvery = (parts.get("INTERVAL") ?? "1") === "1";
  const isCommonWeek = !parts.has("BYWEEKNO") || (parts.get("WKST") ?? "MO") === "MO";
  return isEvery && isCommonWeek && !parts.has("BYSETPOS") && !hasOrdinals(parts);
}

/** Whether weekdays are counted, as in "the last Friday". */
function hasOrdinals(parts: ReadonlyMap<string, string>): boolean {
  return /\d/.test(parts.get("BYDAY") ?? "");
}
