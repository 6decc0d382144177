import { Cron } from "croner";
import { InvalidInput } from "../errors.ts";
import type { ScheduleTiming } from "../flow/deployments/schedule.ts";
import { toCronerPattern } from "./cronPattern.ts";

/**
 * The instants of a cron pattern at or after `from`. Where clocks change, croner decides: a fixed
 * time that is skipped runs when the clock has jumped, one that occurs twice runs the first time,
 * and patterns that repeat within the day (`0 * * * *`) follow elapsed time.
 */
export function* cronInstants(timing: ScheduleTiming, from: number): Generator<number> {
  const job = cronJob(timing);
  // croner answers with what lies after a whole second.
  let last = new Date(Math.ceil(from / 1000) * 1000 - 1000);
  for (;;) {
    const next = job.nextRun(last);
    if (next === null) return;
    yield next.getTime();
    last = next;
  }
}

/** Throws InvalidInput if a cron pattern fits no day that there ever is. */
export function checkOccurrence(timing: ScheduleTiming): void {
  const { done } = cronInstants(timing, Date.UTC(2000)).next();
  if (done !== true) return;
  throw new InvalidInput(`The cron pattern ${JSON.stringify(timing.cron)} never fits.`, {
    hint: "Its days and months exclude each other, as the 30th of February does.",
  });
}

/** The pattern as croner reads it, with nothing to run; throws InvalidInput if it is none. */
export function cronJob(timing: ScheduleTiming): Cron {
  const pattern = timing.cron ?? "";
  const spelled = toCronerPattern(pattern);
  try {
    return new Cron(spelled, {
      timezone: timing.timezone ?? "UTC",
      domAndDow: timing.dayOr === false,
      paused: true,
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidInput(`Invalid cron pattern ${JSON.stringify(pattern)}: ${reason}.`, {
      hint: 'Write "minute hour day month weekday", for example "0 9 * * mon-fri".',
      cause,
    });
  }
}
