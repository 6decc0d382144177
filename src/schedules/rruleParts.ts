import { InvalidInput } from "../errors.ts";
import { spellDays } from "./rruleDays.ts";
import type { Periods } from "./rrulePeriods.ts";
import { readRruleTime, writeRruleTime } from "./rruleTime.ts";

/** One RRULE or EXRULE. */
export interface RecurrenceRule {
  /** Its parts but COUNT, checked, with UNTIL in the form of UTC. */
  parts: string;
  /** How many times it occurs, from its start. */
  count?: number;
  /** Those whose days are looked through, as the library does not follow all of its parts. */
  periods?: Periods;
  /** Whether its parts exclude each other. */
  isNever?: boolean;
}

/** The most occurrences that a rule may count: they have to be counted from its start each time. */
const highestCount = 10_000;

const highestInterval = 1_000_000;

const frequencies = ["SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/** Lists of numbers: lowest, highest, and whether they may count from the end. */
const ranges: Record<string, [lowest: number, highest: number, signed?: "signed"]> = {
  BYSECOND: [0, 59],
  BYMINUTE: [0, 59],
  BYHOUR: [0, 23],
  BYMONTH: [1, 12],
  BYMONTHDAY: [1, 31, "signed"],
  BYYEARDAY: [1, 366, "signed"],
  BYWEEKNO: [1, 53, "signed"],
  BYSETPOS: [1, 366, "signed"],
};

/** Reads the parts of one rule (`FREQ=WEEKLY;BYDAY=MO`); throws InvalidInput with the faulty one. */
export function readRule(rule: string): RecurrenceRule {
  const parts = new Map<string, string>();
  for (const part of rule.toUpperCase().split(";")) {
    const [name = "", value = "", excess] = part.split("=");
    if (parts.has(name) || value === "" || excess !== undefined) throw faultyPart(part, rule);
    parts.set(name, value);
  }
  const frequency = parts.get("FREQ") ?? "";
  if (!frequencies.includes(frequency)) {
    throw new InvalidInput(`The rule ${JSON.stringify(rule)} has no FREQ.`, {
      hint: `Begin it with FREQ= and one of ${frequencies.join(", ")}.`,
    });
  }
  const checked = new Map(
    [...parts].map(([name, value]) => [name, readValue(name, value, frequency, rule)]),
  );
  const count = checked.get("COUNT");
  checked.delete("COUNT");
  const spelled = spellDays(checked);
  const text = [...spelled.parts].map(([name, value]) => `${name}=${value}`).join(";");
  return {
    parts: text,
    ...(count !== undefined && { count: Number(count) }),
    ...(spelled.periods && { periods: spelled.periods }),
    ...(spelled.isNever && { isNever: true }),
  };
}

function readValue(name: string, value: string, frequency: string, rule: string): string {
  const range = ranges[name];
  if (name === "FREQ") return value;
  if (name === "UNTIL") return writeRruleTime(readRruleTime(value, rule));
  const isFine = range
    ? value.split(",").every((number) => isWithin(number, range))
    : (name === "COUNT" && isNatural(value, highestCount)) ||
      (name === "INTERVAL" && isNatural(value, highestInterval)) ||
      (name === "WKST" && weekdays.includes(value)) ||
      (name === "BYDAY" && value.split(",").every(isWeekday));
  if (!isFine) throw faultyPart(`${name}=${value}`, rule);
  // "The second Monday" has a meaning within months and years only.
  const isCounted = frequency === "MONTHLY" || frequency === "YEARLY";
  return name === "BYDAY" && !isCounted ? value.replace(/[-+\d]/g, "") : value;
}

function isWithin(text: string, [lowest, highest, signed]: (typeof ranges)[string]): boolean {
  if (!/^[-+]?\d{1,3}$/.test(text) || (text.startsWith("-") && !signed)) return false;
  const size = Math.abs(Number(text));
  return size >= lowest && size <= highest;
}

function isWeekday(text: string): boolean {
  const [, ordinal, name = ""] = /^([-+]?\d{1,2})?([A-Z]{2})$/.exec(text) ?? [];
  return weekdays.includes(name) && (ordinal === undefined || isWithin(ordinal, [1, 53, "signed"]));
}

function isNatural(text: string, highest: number): boolean {
  return /^\d{1,9}$/.test(text) && Number(text) >= 1 && Number(text) <= highest;
}

function faultyPart(part: string, rule: string): InvalidInput {
  const known = ["FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", ...Object.keys(ranges)];
  return new InvalidInput(
    `Cannot read ${JSON.stringify(part)} in the rule ${JSON.stringify(rule)}.`,
    {
      hint: `Each part is given once, as NAME=VALUE, with one of ${known.join(", ")}; numbers have the ranges of RFC 5545, COUNT goes up to ${highestCount}.`,
    },
  );
}
