import { InvalidInput } from "../errors.ts";

interface Field {
  name: string;
  lowest: number;
  highest: number;
  /** Names of the values, from the lowest on. */
  names?: string[];
}

const second: Field = { name: "second", lowest: 0, highest: 59 };
const day: Field = { name: "day of month", lowest: 1, highest: 31 };
const weekday: Field = {
  name: "weekday",
  lowest: 0,
  highest: 7,
  names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
};
const fiveFields: Field[] = [
  { name: "minute", lowest: 0, highest: 59 },
  { name: "hour", lowest: 0, highest: 23 },
  day,
  {
    name: "month",
    lowest: 1,
    highest: 12,
    names: "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" "),
  },
  weekday,
];

const year: Field = { name: "year", lowest: 1970, highest: 2099 };

const aliases = ["@YEARLY", "@ANNUALLY", "@MONTHLY", "@WEEKLY", "@DAILY", "@MIDNIGHT", "@HOURLY"];

/**
 * Checks a cron pattern field by field and returns it in the words of croner: ranges that wrap
 * around (`22-2`), also all the way (`5-5`), steps from a value (`5/15`) and `L5` are spelled out. Days are chosen by a day of month or weekday that is not `*`, also where it fits every day
 * (`1-31`), unless the other has a `*`. Random (`R`), hashed (`H`) and nearest-weekday (`W`) values
 * are refused.
 */
export function toCronerPattern(pattern: string): string {
  const words = pattern.trim().toUpperCase().split(/\s+/);
  if (words[0]?.startsWith("@")) return checkAlias(pattern, words);
  const fields = fieldsOf(pattern, words);
  const otherOf = (field: Field): string =>
    words[fields.indexOf(field === weekday ? day : weekday)] ?? "";
  const spelled = fields.map((field, index) => {
    try {
      return spellField(field, words[index] ?? "", otherOf(field));
    } catch (fault) {
      throw fault instanceof Misfit ? refusal(pattern, fault.message) : fault;
    }
  });
  return spelled.join(" ");
}

function fieldsOf(pattern: string, words: string[]): Field[] {
  const fields = [second, ...fiveFields, year];
  if (words.length === 7) return fields;
  if (words.length === 6) return fields.slice(0, 6);
  if (words.length === 5 && words[0] !== "") return fiveFields;
  const found = words[0] === "" ? "none" : words.length;
  const reason = `expected 5 fields, 6 with seconds first, or 7 with the year last, got ${found}`;
  throw refusal(pattern, reason);
}

/** Why one field is refused; always turned into an InvalidInput that shows the whole pattern. */
class Misfit extends Error {}

/** `other` is the text of the field that chooses days along with this one. */
function spellField(field: Field, text: string, other: string): string {
  // A leading + asks for day of month and weekday together, whatever `dayOr` says.
  const plus = field === weekday && text.startsWith("+") ? "+" : "";
  const items = text
    .slice(plus.length)
    .split(",")
    .map((item) => spellItem(field, item));
  const isStar = items.includes("*") || (other.includes("*") && fitsEveryValue(field, items));
  return plus + (isStar ? "*" : items.join(","));
}

function fitsEveryValue(field: Field, items: string[]): boolean {
  const values = items
    .join(",")
    .split(",")
    .filter((value) => /^\d+$/.test(value));
  const distinct = new Set(values.map((value) => lowestSpelling(field, Number(value))));
  return distinct.size === sizeOf(field);
}

function spellItem(field: Field, item: string): string {
  if (item === "?" && (field === day || field === weekday)) return item;
  if (item === "L" && field === day) return item;
  if (field === weekday) {
    const [, last] = /^L([0-7])$/.exec(item) ?? [];
    if (last) return `${last}#L`;
    const [, days, nth] = /^([^#/]+)#([1-5L])$/.exec(item) ?? [];
    if (days) return spellRange(field, days).replaceAll(/\d(?=,|$)/g, `$&#${nth}`);
  }
  return spellRange(field, item);
}

function spellRange(field: Field, item: string): string {
  const [, from = "", to, step] = /^([^-/]+)(?:-([^-/]+))?(?:\/(\d+))?$/.exec(item) ?? [];
  const every = step === undefined ? 1 : Number(step);
  const isFlawed = from === "" || from === "L" || (from === "*" && to !== undefined);
  if (isFlawed || every === 0) throw misfit(field, item);
  if (from === "*") return step === undefined ? "*" : listValues(field, field.lowest, every);

  const first = valueOf(field, from, item);
  if (to === undefined && step === undefined) return String(first);
  const start = lowestSpelling(field, first);
  if (to === undefined) return listValues(field, start, every);
  const end = lowestSpelling(field, valueOf(field, to, item));
  if (start < end) return listValues(field, start, every, end);
  // A range that ends where it starts goes all the way around.
  return start === end
    ? listValues(field, field.lowest, every)
    : `${listValues(field, start, every)}${listAround(field, start, every, end)}`;
}

/** Every value from `first` to `last`. */
function listValues(field: Field, first: number, step: number, last = lastOf(field)): string {
  const count = Math.max(0, Math.floor((last - first) / step) + 1);
  return Array.from({ length: count }, (_, index) => first + index * step).join(",");
}

/**
 * What a range that wraps around has from the lowest value on. Steps that go beyond the highest by
 * two or more come out one later than the clock has it, as in Prefect: `22-10/6` hours are 22 and 5.
 */
function listAround(field: Field, first: number, step: number, last: number): string {
  const highest = lastOf(field);
  const left = (highest - first) % step;
  const start = field.lowest + (left === step - 1 ? 0 : step - left);
  const values = listValues(field, start, step, last);
  return values === "" ? "" : `,${values}`;
}

/** Sunday is both 0 and 7, yet a week has seven days. */
function lastOf(field: Field): number {
  return field === weekday ? 6 : field.highest;
}

function sizeOf(field: Field): number {
  return lastOf(field) - field.lowest + 1;
}

function lowestSpelling(field: Field, value: number): number {
  return value > lastOf(field) ? field.lowest : value;
}

function valueOf(field: Field, text: string, item: string): number {
  const named = field.names?.indexOf(text) ?? -1;
  if (named >= 0) return named + field.lowest;
  // The last day of a range is the last that the month has.
  if (text === "L" && field === day) return field.highest;
  const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= field.lowest && value <= field.highest) return value;
  throw misfit(field, item);
}

function checkAlias(pattern: string, words: string[]): string {
  const [alias = ""] = words;
  if (words.length === 1 && aliases.includes(alias)) return alias;
  throw refusal(pattern, `expected one of ${aliases.join(" ").toLowerCase()}`);
}

function misfit(field: Field, item: string): Misfit {
  const { name, lowest, highest, names } = field;
  const values = `${lowest}-${highest}${names ? ` or ${names.join(" ")}` : ""}`;
  return new Misfit(`"${item}" is no ${name} (${values})`);
}

function refusal(pattern: string, reason: string): InvalidInput {
  const shown = pattern.length > 100 ? `${pattern.slice(0, 100)}…` : pattern;
  return new InvalidInput(`Invalid cron pattern ${JSON.stringify(shown)}: ${reason}.`, {
    hint: 'Write "minute hour day month weekday", for example "0 9 * * mon-fri", or an alias such as @daily.',
  });
}
