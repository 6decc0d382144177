import { InvalidInput } from "../errors.ts";
import { type IntervalParts, secondsIn } from "./deployments/intervalParts.ts";
import { mostSeconds } from "./optionChecks.ts";

const units: { words: RegExp; part: keyof IntervalParts }[] = [
  { words: /^(w|weeks?)$/i, part: "weeks" },
  { words: /^(d|days?)$/i, part: "days" },
  { words: /^(h|hrs?|hours?)$/i, part: "hours" },
  { words: /^(m|mins?|minutes?)$/i, part: "minutes" },
  { words: /^(s|secs?|seconds?)$/i, part: "seconds" },
];

const isoForm = /^P((?:\d+[WD])*)(?:T((?:\d+(?:\.\d+)?[HMS])+))?$/i;
const clockForm = /^(\d+):([0-5]\d):([0-5]\d(?:\.\d+)?)$/;
const amountAndUnit = /(\d+(?:\.\d+)?)\s*([a-z]+)/gi;

/**
 * A length of time in seconds. It is a plain number of seconds, amounts with units (`15m`,
 * `1h 30m`, `2 hours`), as a clock shows it (`1:30:00`), or ISO 8601 (`PT15M`). Throws InvalidInput for anything else.
 */
export function parseDuration(text: string): number {
  const seconds = secondsIn(parseInterval(text));
  if (seconds <= mostSeconds) return seconds;
  throw new InvalidInput(
    `Expected a length of time of at most 100 years, got ${JSON.stringify(text)}.`,
  );
}

/** A length of time as `interval` takes it, which tells 24 hours from a day of the calendar. */
export function parseInterval(text: string): number | IntervalParts {
  if (/^\s*\d+(\.\d+)?\s*$/.test(text)) return Number(text);
  const [isClock, hours, minutes, seconds] = clockForm.exec(text.trim()) ?? [];
  if (isClock) {
    return { hours: Number(hours), minutes: Number(minutes), seconds: Number(seconds) };
  }
  const [isIso, days = "", times = ""] = isoForm.exec(text.trim()) ?? [];
  const spelled = isIso ? days + times : text;
  const parts: IntervalParts = {};
  for (const [, amount, word = ""] of spelled.matchAll(amountAndUnit)) {
    const unit = units.find(({ words }) => words.test(word));
    if (!unit) throw notADuration(text);
    parts[unit.part] = (parts[unit.part] ?? 0) + Number(amount);
  }
  const isRead = spelled.replaceAll(amountAndUnit, "").replaceAll(/[\s,]/g, "") === "";
  if (isRead && Object.keys(parts).length > 0) return parts;
  throw notADuration(text);
}

function notADuration(text: string): InvalidInput {
  return new InvalidInput(`Expected a length of time, got ${JSON.stringify(text)}.`, {
    hint: "Write it in seconds (900), with units (15m, 1h 30m, 2 days) or in ISO 8601 (PT15M, P1D). Months and years differ in length: a cron pattern or an RRULE fits them.",
  });
}
