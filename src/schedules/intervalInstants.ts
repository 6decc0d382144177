import { InvalidInput } from "../errors.ts";
import { anchorOf, type ScheduleTiming } from "../flow/deployments/schedule.ts";
import { instantOf, wallTimeAt } from "../flow/deployments/zonedTime.ts";

const dayMs = 86_400_000;

/**
 * The instants of an interval at or after `from`: the anchor plus k intervals, k of either sign.
 * Whole days move the local date and keep the local hour; what is left over is elapsed time. Each
 * instant comes from the anchor alone, so no clock change shifts those that follow it.
 */
export function* intervalInstants(timing: ScheduleTiming, from: number): Generator<number> {
  const step = intervalMs(timing);
  const timezone = timing.timezone ?? "UTC";
  const anchor = anchorOf(timing);
  const anchorWall = wallTimeAt(anchor, timezone);
  const wholeDays = Math.floor(step / dayMs) * dayMs;

  const nth = (k: number): number => {
    // The anchor itself may be the second of two equal wall times.
    if (k === 0 || wholeDays === 0) return anchor + k * step;
    return instantOf(anchorWall + k * wholeDays, timezone) + k * (step - wholeDays);
  };
  // Calendar days may lead or trail elapsed time by a change of zone, never by two days.
  let k = Math.ceil((from - anchor) / step) - (wholeDays > 0 ? 2 : 0);
  while (nth(k) < from) k += 1;
  for (; ; k += 1) yield nth(k);
}

/** The length of an interval in milliseconds; throws InvalidInput if it is none. */
function intervalMs({ intervalSeconds }: ScheduleTiming): number {
  const step = Math.round((intervalSeconds ?? 0) * 1000);
  if (step >= 1) return step;
  throw new InvalidInput(
    `Expected \`intervalSeconds\` to be at least 0.001, got ${intervalSeconds}.`,
  );
}
