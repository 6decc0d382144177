import { setImmediate as others } from "node:timers/promises";
import { InvalidInput } from "../errors.ts";
import type { ScheduleTiming } from "../flow/deployments/schedule.ts";
import { instantsFrom } from "./nextInstants.ts";

/** The most runs that may be asked for at once. */
const mostInstants = 100_000;

/**
 * Refuses a stretch of time in which a schedule is due more often than anybody can mean. To count
 * so far takes seconds, in which the process does other things as well.
 */
export async function expectFewInstants(
  schedule: ScheduleTiming,
  { from, until }: { from: Date; until: Date },
): Promise<void> {
  let count = 0;
  for (const instant of instantsFrom(schedule, from)) {
    if (instant > until) return;
    if (++count > mostInstants) break;
    if (count % 500 === 0) await others();
  }
  if (count <= mostInstants) return;
  throw new InvalidInput(
    `From ${from.toISOString()} to ${until.toISOString()} the schedule is due more than ${mostInstants} times.`,
    { hint: "Make up for it in several steps, each of a shorter time." },
  );
}
