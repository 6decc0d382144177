import type { ScheduleTiming } from "../flow/schedule.ts";
import { instantsFrom } from "./nextInstants.ts";

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
}

/**
 * The instants for which runs of a schedule are to exist: none if enough are planned already, else
 * every one from `now` on, planned or not, until both minimums are met or a maximum is reached.
 * Whoever inserts them passes over those that exist (also cancelled ones: they are not repeated).
 */
export function planInstants(schedule: ScheduleTiming, request: PlanRequest): Date[] {
  const { now, alreadyPlanned, settings } = request;
  const { minRuns, maxRuns, minScheduledTimeSeconds, maxScheduledTimeSeconds } = settings;
  const nearest = now.getTime() + minScheduledTimeSeconds * 1000;
  const furthest = now.getTime() + maxScheduledTimeSeconds * 1000;
  const suffices = (count: number, latest: Date): boolean =>
    count >= minRuns && latest.getTime() >= nearest;

  const { count, latest } = alreadyPlanned;
  if (latest && suffices(count, latest)) return [];
  const planned: Date[] = [];
  if (maxRuns < 1) return planned;
  for (const instant of instantsFrom(schedule, now)) {
    if (instant.getTime() > furthest) break;
    planned.push(instant);
    if (planned.length >= maxRuns || suffices(planned.length, instant)) break;
  }
  return planned;
}
