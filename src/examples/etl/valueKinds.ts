/** What the values of a column are. `empty` is a column without any. */
export type ValueKind =
  | "empty"
  | "boolean"
  | "integer"
  | "decimal"
  | "float"
  | "date"
  | "timestamp"
  | "instant"
  | "json"
  | "text";

/** The PostgreSQL type that holds every value of a kind exactly, as its catalog calls it. */
export const sqlTypes: { readonly [kind in ValueKind]: string } = {
  empty: "text",
  boolean: "boolean",
  integer: "bigint",
  decimal: "numeric",
  float: "double precision",
  date: "date",
  timestamp: "timestamp without time zone",
  instant: "timestamp with time zone",
  json: "jsonb",
  text: "text",
};

// Only what a type gives back as it was: `007`, `+49` and `1E5` are texts.
const integer = /^-?(?:0|[1-9]\d{0,17})$/;
const decimal =
  /^-?(?:(?:0|[1-9]\d{0,199})(?:\.\d{1,200}(?:[eE][+-]?\d{1,3})?|[eE][+-]\d{1,3})?|\.\d{1,200})$/;
const boolean = /^(?:true|false)$/i;
const date = /^(\d{4})-(\d\d)-(\d\d)$/;
const timestamp = /^(\d{4})-(\d\d)-(\d\d)[T ]([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?$/;
const instantZone = /(?:Z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)$/;

const tests: { readonly [kind in ValueKind]?: (text: string) => boolean } = {
  integer: (text) => integer.test(text),
  decimal: (text) => decimal.test(text),
  boolean: (text) => boolean.test(text),
  date: (text) => isDay(date.exec(text)),
  timestamp: (text) => isDay(timestamp.exec(text)),
  instant: (text) => instantZone.test(text) && isDay(timestamp.exec(text.replace(instantZone, ""))),
};

const narrowestFirst: readonly ValueKind[] = [
  "integer",
  "decimal",
  "boolean",
  "date",
  "timestamp",
  "instant",
];

/** The narrowest kind that holds both a column's values so far and another one. */
export function widenKind(kind: ValueKind, text: string): ValueKind {
  if (kind === "text" || tests[kind]?.(text)) return kind;
  const own = kindOf(text);
  if (kind === "empty") return own;
  const areNumbers = isNumber(kind) && isNumber(own);
  return areNumbers ? "decimal" : "text";
}

const kindOf = (text: string): ValueKind =>
  narrowestFirst.find((kind) => tests[kind]?.(text)) ?? "text";

const isNumber = (kind: ValueKind): boolean => kind === "integer" || kind === "decimal";

/** Whether year, month and day are those of a day of the calendar. */
function isDay(match: RegExpExecArray | null): boolean {
  if (!match) return false;
  const [year = 0, month = 0, day = 0] = match.slice(1, 4).map(Number);
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
