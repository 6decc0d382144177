import { InvalidInput } from "../../errors.ts";

/** Formats are slow to make, and most processes need none. */
const english = (options: Intl.DateTimeFormatOptions) => {
  let format: Intl.DateTimeFormat | undefined;
  return (date: Date) => {
    format ??= new Intl.DateTimeFormat("en", { ...options, timeZone: "UTC" });
    return format.format(date);
  };
};
const digits = (value: number, length = 2) => String(value).padStart(length, "0");
const dayOfYear = (date: Date) =>
  Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0)) / 86_400_000) + 1;

/** What the codes of `strftime` stand for, in UTC and English. */
const codes: Readonly<Record<string, (date: Date) => string>> = {
  a: english({ weekday: "short" }),
  A: english({ weekday: "long" }),
  b: english({ month: "short" }),
  B: english({ month: "long" }),
  d: (date) => digits(date.getUTCDate()),
  f: (date) => digits(date.getUTCMilliseconds() * 1000, 6),
  F: (date) => date.toISOString().slice(0, 10),
  H: (date) => digits(date.getUTCHours()),
  I: (date) => digits(date.getUTCHours() % 12 || 12),
  j: (date) => digits(dayOfYear(date), 3),
  m: (date) => digits(date.getUTCMonth() + 1),
  M: (date) => digits(date.getUTCMinutes()),
  p: (date) => (date.getUTCHours() < 12 ? "AM" : "PM"),
  S: (date) => digits(date.getUTCSeconds()),
  T: (date) => date.toISOString().slice(11, 19),
  y: (date) => digits(date.getUTCFullYear() % 100),
  Y: (date) => String(date.getUTCFullYear()),
  "%": () => "%",
};

/** Writes a date as the codes of `strftime` say: `%Y-%m-%d`, `%A`. */
export function formatDate(date: Date, format: string): string {
  return format.replace(/%(.?)/gs, (code, letter: string) => {
    const write = Object.hasOwn(codes, letter) ? codes[letter] : undefined;
    if (write) return write(date);
    throw new InvalidInput(`The date format "${format}" has an unknown code \`${code}\`.`, {
      hint: `The codes are ${Object.keys(codes).join(", ")}, each behind a %.`,
    });
  });
}
