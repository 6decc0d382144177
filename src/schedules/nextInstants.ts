import { InvalidInput } from "../errors.ts";
import { kindOf, type ScheduleTiming } from "../flow/deployments/schedule.ts";
import { expectTimezone } from "../flow/deployments/zonedTime.ts";
import { cronInstants } from "./cronInstants.ts";
import { intervalInstants } from "./intervalInstants.ts";
import { rruleInstants } from "./rruleInstants.ts";

/** The most instants that are given at once. */
const mostInstants = 1000;

interface InstantRange {
  /** Inclusive. */
  from: Date;
  /** Inclusive. */
  until?: Date | undefined;
  /** Default 1, or as many as fit before `until`; never more than 1000. */
  count?: number | undefined;
}

/**
 * When a schedule is due within a range: in order, each instant once. Throws InvalidInput if the
 * schedule cannot be read.
 */
export function nextInstants(schedule: ScheduleTiming, range: InstantRange): Date[] {
  const { from, until, count = until ? mostInstants : 1 } = range;
  if (!Number.isSafeInteger(count) || count < 0 || count > mostInstants) {
    throw new InvalidInput(`Expected \`count\` to be 0 to ${mostInstants}, got ${count}.`);
  }
  const found: Date[] = [];
  if (count === 0) return found;
  for (const instant of instantsFrom(schedule, from)) {
    if (until && instant > until) break;
    found.push(instant);
    if (found.length >= count) break;
  }
  return found;
}

/** Every instant of a schedule from `from` on, in order, each once; most schedules never end. */
export function* instantsFrom(schedule: ScheduleTiming, from: Date): Generator<Date> {
  let last = -Infinity;
  for (const instant of instantsOfKind(schedule, from.getTime())) {
    // Two wall times may fall on one instant when clocks change.
    if (instant <= last) continue;
    if (instant > latestInstant) return;
    last = instant;
    yield new Date(instant);
  }
}

/** The end of the year 9999: beyond it neither PostgreSQL's nor our texts of times are usual. */
const latestInstant = Date.UTC(9999, 11, 31, 23, 59, 59);

const instantsOf = {
  cron: cronInstants,
  intervalSeconds: intervalInstants,
  rrule: rruleInstants,
};

function instantsOfKind(schedule: ScheduleTiming, from: number): Generator<number> {
  expectTimezone(schedule.timezone ?? "UTC");
  if (Number.isNaN(from)) {
    throw new InvalidInput("Expected `from` to be a time, got an invalid Date.");
  }
  return instantsOf[kindOf(schedule)](schedule, from);
}
