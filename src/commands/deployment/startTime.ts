import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { Pool } from "../../db/pool.ts";
import { parseInstant } from "../../flow/deployments/zonedTime.ts";
import { parseDuration } from "../../flow/duration.ts";
import { InvalidInput } from "../../errors.ts";

export interface StartTimeOptions {
  startIn?: string;
  startAt?: string;
}

/** When a run is to start, undefined for now. "In 5 minutes" is counted by the database's clock. */
export async function readStartTime(
  pool: Pool,
  { startIn, startAt }: StartTimeOptions,
): Promise<Date | undefined> {
  if (startAt === undefined && startIn === undefined) return undefined;
  const now = () => call(pool, cliFunctions.clockNow, {});
  if (startAt !== undefined) return await readInstant(startAt, now);
  return await readDelay(startIn ?? "", now);
}

/** "2 hours" or, as people say it, "in 2 weeks & 1 day"; in months and years of the calendar, too. */
async function readDelay(text: string, readNow: () => Promise<Date>): Promise<Date> {
  const plain = text.replace(/^\s*in\b/i, "").replaceAll(/\s+(?:&|\+|and)\s+/gi, " ");
  try {
    return new Date((await readNow()).getTime() + parseDuration(plain) * 1000);
  } catch (error) {
    const { parse } = await import("chrono-node");
    const said = `in ${plain.trim()}`;
    const [found] = parse(said, await readNow());
    if (found?.text === said && /\b(?:months?|years?)\b/i.test(said)) return found.date();
    throw error;
  }
}

/** A time in ISO 8601, or in words, such as "tomorrow 9am"; both by the clocks of this machine. */
async function readInstant(text: string, readNow: () => Promise<Date>): Promise<Date> {
  try {
    return new Date(parseInstant(text, Intl.DateTimeFormat().resolvedOptions().timeZone));
  } catch (error) {
    const { parse } = await import("chrono-node");
    const [found] = parse(text, await readNow(), { forwardDate: true });
    // All of it has to be understood.
    if (found && /^(at|on)?$/i.test(text.replace(found.text, "").trim())) {
      // A date is taken for its noon; "tomorrow" is at the time of day that it is now.
      const date = found.date();
      const isNoon = date.getHours() === 12 && date.getTime() % 3_600_000 === 0;
      if (isNoon && !found.start.isCertain("hour")) date.setHours(0);
      return date;
    }
    if (!(error instanceof InvalidInput)) throw error;
    throw new InvalidInput(`Expected a time, got ${JSON.stringify(text)}.`, {
      hint: 'Write it as "2026-01-31T09:00", with an offset if need be, or as "tomorrow 9am".',
    });
  }
}
