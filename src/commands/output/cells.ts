import { styleText } from "node:util";
import { errorInWords, type StoredError } from "../../engine/store/errorJson.ts";
import { isRecord } from "../../flow/isRecord.ts";
import type { Look } from "./look.ts";

// What a value looks like in a table or a list.

const nothing = "-";

export function text(value: string | number | boolean | null | undefined): string {
  return value === null || value === undefined || value === "" ? nothing : String(value);
}

export function list(values: readonly string[]): string {
  return text(values.join(", "));
}

export const yesNo = (value: boolean): string => (value ? "yes" : "no");

export function json(value: unknown): string {
  return value === null || value === undefined ? nothing : JSON.stringify(value);
}

/** JSON for people: over several lines when it is too long for one. */
export function longJson(value: unknown): string {
  const line = json(value);
  return line.length > longestLine ? JSON.stringify(value, null, 2) : line;
}

const longestLine = 100;

/** An error as it is stored: what was thrown and where, the facts, what to do, and its cause. */
export function thrown(error: unknown): string {
  return isStoredError(error) ? errorInWords(error) : longJson(error);
}

function isStoredError(error: unknown): error is StoredError {
  return isRecord(error) && typeof error["name"] === "string" && typeof error["stack"] === "string";
}

/** An instant: `2 min ago` for people, ISO 8601 for a pipe. */
export function time(value: Date | null | undefined, { pretty }: Look, now = Date.now()): string {
  if (!value) return nothing;
  // What PostgreSQL calls infinity, for one.
  if (!Number.isFinite(Number(value))) return "out of range";
  if (!pretty) return value.toISOString();
  const seconds = (value.getTime() - now) / 1000;
  if (Math.abs(seconds) < 1) return "now";
  return seconds > 0 ? `in ${duration(seconds)}` : `${duration(-seconds)} ago`;
}

/** A size in its largest unit: `512 B`, `3.4 MB`, `12 GB`. */
export function bytes(count: number): string {
  const names = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(Math.floor(Math.log2(Math.max(count, 1)) / 10), names.length - 1);
  const amount = count / 1024 ** power;
  return `${amount >= 10 || power === 0 ? Math.round(amount) : amount.toFixed(1)} ${names[power]}`;
}

const units = [
  { name: "d", seconds: 86_400 },
  { name: "h", seconds: 3600 },
  { name: "min", seconds: 60 },
  { name: "s", seconds: 1 },
];

/** A length of time in its largest unit or two: `850 ms`, `1.5 s`, `3 min 20 s`, `2 d 5 h`. */
export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 10) return `${Math.floor(seconds * 10) / 10} s`;
  const [unit, finer] = units.slice(units.findIndex((each) => seconds >= each.seconds));
  if (!unit) return nothing;
  const count = `${Math.floor(seconds / unit.seconds)} ${unit.name}`;
  const rest = finer ? Math.floor((seconds % unit.seconds) / finer.seconds) : 0;
  return finer && rest > 0 ? `${count} ${rest} ${finer.name}` : count;
}

/** A length of time to the last part, as a schedule needs it: `1 d 30 s`, `10.76 s`. */
export function exactDuration(seconds: number): string {
  let rest = seconds;
  const parts = units.map((unit) => {
    const count = unit.seconds === 1 ? Number(rest.toFixed(6)) : Math.floor(rest / unit.seconds);
    rest -= count * unit.seconds;
    return count === 0 ? "" : `${count} ${unit.name}`;
  });
  return parts.filter((part) => part !== "").join(" ");
}

type Colour = Parameters<typeof styleText>[0];

const stateColours: Readonly<Record<string, Colour>> = {
  SCHEDULED: "yellow",
  PENDING: "cyan",
  RUNNING: "blue",
  COMPLETED: "green",
  FAILED: "red",
  CRASHED: "magenta",
  CANCELLING: "yellow",
  CANCELLED: "gray",
  PAUSED: "gray",
};

/** The name of a state, in the colour of its type. */
export function state(type: string, name: string, look: Look): string {
  return painted(stateColours[type] ?? "reset", name, look);
}

/** Colours text for people, and leaves it as it is for a pipe. */
export function painted(colour: Colour, value: string, { pretty }: Look): string {
  return pretty ? styleText(colour, value, { validateStream: false }) : value;
}
