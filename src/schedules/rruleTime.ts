import { InvalidInput } from "../errors.ts";

const timeForm = /^(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d)Z?)?$/i;

/** A DATE or DATE-TIME of RFC 5545 as a wall time (see flow/zonedTime.ts); a date is its midnight. */
export function readRruleTime(text: string, line: string): number {
  const fields = timeForm.exec(text)?.slice(1) ?? [];
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields.map((field) =>
    Number(field ?? 0),
  );
  const wall = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const shown = [wall.getUTCFullYear(), wall.getUTCMonth() + 1, wall.getUTCDate()];
  const isReal =
    shown.join() === [year, month, day].join() && hour < 24 && minute < 60 && second < 60;
  if (fields.length > 0 && isReal) return wall.getTime();
  throw new InvalidInput(
    `Expected a time in ${JSON.stringify(line)}, got ${JSON.stringify(text)}.`,
    {
      hint: 'Write it as "20260131T090000".',
    },
  );
}

/** A wall time as a DATE-TIME of RFC 5545 in UTC. */
export function writeRruleTime(wall: number): string {
  return `${new Date(wall).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}
