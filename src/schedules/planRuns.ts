import type { ScheduleTiming } from "../flow/deployments/schedule.ts";
import { instantsFrom, nextInstants } from "./nextInstants.ts";

/** How far ahead runs are planned. */
export interface PlanSettings {
  /** At least so many runs, unless a maximum forbids it. */
  minRuns: number;
  /** Never more runs than this. */
  maxRuns: number;
  /** Runs up to at least so far ahead, unless a maximum forbids it. */
  minScheduledTimeSeconds: number;
  /** Never a run further ahead than this. */
  maxScheduledTimeSeconds: number;
}

interface PlanRequest {
  /** Planning starts here, inclusive. */
  now: Date;
  /** The future runs of this schedule that exist already. */
  alreadyPlanned: { count: number; latest: Date | null };
  settings: PlanSettings;
  /** The instants of the schedule from `now` on, when they need not be computed. */
  instants?: Iterable<Date>;
}

/**
 * The instants for which runs of a schedule are to exist: none if enough are planned already, else
 * every one from `now` on, planned or not, until both minimums are met or a maximum is reached.
 * Whoever inserts them passes over those that exist (also cancelled ones: they are not repeated).
 */
export function planInstants(schedule: ScheduleTiming, request: PlanRequest): Date[] {
  const { now, alreadyPlanned, settings, instants = instantsFrom(schedule, now) } = request;
  const { minRuns, maxRuns, minScheduledTimeSeconds, maxScheduledTimeSeconds } = settings;
  const nearest = now.getTime() + minScheduledTimeSeconds * 1000;
  const furthest = now.getTime() + maxScheduledTimeSeconds * 1000;
  const suffices = (count: number, latest: Date): boolean =>
    count >= minRuns && latest.getTime() >= nearest;

  const { count, latest } = alreadyPlanned;
  if (latest && suffices(count, latest)) return [];
  const planned: Date[] = [];
  if (maxRuns < 1) return planned;
  for (const instant of instants) {
    if (instant.getTime() > furthest) break;
    planned.push(instant);
    if (planned.length >= maxRuns || suffices(planned.length, instant)) break;
  }
  return planned;
}

interface MissedRange {
  /** Exclusive. */
  after: Date;
  /** Inclusive. */
  until: Date;
  /** No more than this, the latest. */
  most: number;
}

/**
 * The latest instants of a schedule in a stretch of time. It looks back in ever longer steps, so
 * that what it costs grows with what it gives, not with how long ago the stretch began.
 */
export function missedInstants(schedule: ScheduleTiming, range: MissedRange): Date[] {
  const first = range.after.getTime() + 1;
  const end = range.until.getTime();
  for (let span = 60_000; ; span *= 4) {
    const from = Math.max(first, end - span);
    const found: Date[] = [];
    for (const instant of instantsFrom(schedule, new Date(from))) {
      if (instant.getTime() > end) break;
      found.push(instant);
    }
    if (found.length >= range.most || from === first) return found.slice(-range.most);
  }
}

/** The `count` instants after the last of `times`. */
export function followingInstants(
  schedule: ScheduleTiming,
  times: readonly Date[],
  count: number,
): Date[] {
  const last = times.at(-1);
  if (last === undefined) return [];
  return nextInstants(schedule, { from: new Date(last.getTime() + 1), count });
}
