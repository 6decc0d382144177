import { InvalidInput } from "../../errors.ts";

// A "wall time" is what a clock in a time zone shows, held as the milliseconds since 1970 that a
// clock showing the same in UTC would have: adding 86 400 000 moves it to the same hour of the
// next day, whatever daylight saving does in between.

const dayMs = 86_400_000;
const clocks = new Map<string, Intl.DateTimeFormat>();

/** Whether this runtime knows `name` as an IANA time zone. Bare offsets such as +02:00 are none. */
export function isTimezone(name: string): boolean {
  try {
    clockOf(name);
    return true;
  } catch {
    return false;
  }
}

/** Throws InvalidInput unless `name` is an IANA time zone. */
export function expectTimezone(name: string): string {
  clockOf(name);
  return name;
}

/** What a clock in `timezone` shows at `instant` (milliseconds since 1970). */
export function wallTimeAt(instant: number, timezone: string): number {
  if (timezone === "UTC") return instant;
  const shown = clockOf(timezone).format(instant).match(/\d+/g)?.map(Number);
  const [month = 1, day = 1, year = 1970, hour = 0, minute = 0, second = 0] = shown ?? [];
  const wall = new Date(Date.UTC(2000, month - 1, day, hour, minute, second));
  wall.setUTCFullYear(year, month - 1, day);
  return wall.getTime() + (((instant % 1000) + 1000) % 1000);
}

/**
 * When a clock in `timezone` shows `wall`. A time that occurs twice is taken the first time; one
 * that is skipped moves forward by what the clock skipped (02:30 becomes 03:30).
 */
export function instantOf(wall: number, timezone: string): number {
  if (timezone === "UTC") return wall;
  const before = offsetAt(wall - dayMs, timezone);
  const after = offsetAt(wall + dayMs, timezone);
  const candidates = [wall - before, wall - after].filter(
    (instant) => wallTimeAt(instant, timezone) === wall,
  );
  return candidates.length > 0 ? Math.min(...candidates) : wall - before;
}

/** Whether a clock in `timezone` ever shows `wall`. */
export function isShown(wall: number, timezone: string): boolean {
  return wallTimeAt(instantOf(wall, timezone), timezone) === wall;
}

/** How far clocks in `timezone` are ahead of UTC at `instant`, in milliseconds. */
export function offsetAt(instant: number, timezone: string): number {
  return wallTimeAt(instant, timezone) - instant;
}

const isoTime =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?:(:\d\d)(\.\d{1,9})?)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/i;

/** The instant that an ISO 8601 text names; without an offset it is read in `timezone`. */
export function parseInstant(text: string, timezone: string): number {
  const [whole, date, time = "00:00", seconds = ":00", fraction = "", offset] =
    isoTime.exec(text.trim()) ?? [];
  const wall = whole ? Date.parse(`${date}T${time}${seconds}${fraction.slice(0, 4)}Z`) : Number.NaN;
  if (Number.isNaN(wall) || new Date(wall).getUTCDate() !== Number(date?.slice(8))) {
    throw new InvalidInput(`Expected an ISO 8601 time, got ${JSON.stringify(text)}.`, {
      hint: 'Write it as "2026-01-31T09:00" or, with an offset, "2026-01-31T09:00:00+01:00".',
    });
  }
  return offset ? wall - offsetMs(offset) : instantOf(wall, timezone);
}

function offsetMs(offset: string): number {
  if (/z/i.test(offset)) return 0;
  const digits = offset.replace(/\D/g, "").padEnd(4, "0");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (offset.startsWith("-") ? -minutes : minutes) * 60_000;
}

function clockOf(timezone: string): Intl.DateTimeFormat {
  const known = clocks.get(timezone);
  if (known) return known;
  const clock = newClock(timezone);
  clocks.set(timezone, clock);
  return clock;
}

function newClock(timezone: string): Intl.DateTimeFormat {
  try {
    // Intl takes "+02:00" for a zone, PostgreSQL reads the same text the other way round.
    if (!/^[a-z]/i.test(timezone)) throw new RangeError("not the name of a zone");
    // Shown as month/day/year, hour:minute:second.
    return new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
      timeZone: timezone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch (cause) {
    throw new InvalidInput(`Unknown time zone ${JSON.stringify(timezone)}.`, {
      hint: "Use a name of the IANA time zone database, such as Europe/Berlin or UTC.",
      cause,
    });
  }
}
