import { call } from "../db/call.ts";
import { functions } from "../db/functions.ts";
import type { Pool } from "../db/pool.ts";
import type { DueBackfill, DueSchedule } from "../db/workerFunctions.ts";
import type { Settings } from "../settings/settings.ts";
import { type Service, startService } from "./service.ts";

export interface SchedulerOptions {
  pool: Pool;
  settings: Settings["services"]["scheduler"];
  onError: (error: unknown, name: string) => void;
}

/**
 * Plans the runs of schedules ahead of time, and those that were missed. The database says which
 * schedules need more and stores each instant once, however many schedulers there are; only the
 * calendar arithmetic is done here.
 */
export function startScheduler({ pool, settings, onError }: SchedulerOptions): Service {
  const { loopSeconds, recentLoopSeconds, deploymentBatchSize, insertBatchSize } = settings;
  let nextLookAtAll = 0;

  async function plan(due: DueSchedule): Promise<void> {
    const minRuns = Math.min(settings.minRuns, due.maxScheduledRuns ?? Infinity);
    const instants = await instantsToPlan(due, settings);
    // Also when there are none: so the database knows that the schedule has been looked at.
    for (let start = 0; start === 0 || start < instants.times.length; start += insertBatchSize) {
      const end = start + insertBatchSize;
      const later = [...instants.times.slice(end), ...instants.following];
      await call(pool, functions.planFlowRuns, {
        scheduleId: due.scheduleId,
        version: due.version,
        times: instants.times.slice(start, end),
        minScheduledSeconds: settings.minScheduledTimeSeconds,
        minRuns,
        following: later.slice(0, due.followingCount),
        readAt: due.now,
      });
    }
  }

  async function planBackfill(backfill: DueBackfill): Promise<void> {
    const { nextInstants } = await import("../schedules/nextInstants.ts");
    const { backfillId, version, fromTime, toTime } = backfill;
    // What is left is asked for again by the next round.
    const count = Math.min(insertBatchSize, 1000);
    const times = nextInstants(backfill, { from: fromTime, until: toTime, count });
    const isLast = times.length < count;
    await call(pool, functions.planBackfill, { backfillId, version, times, isLast });
  }

  return startService({
    name: "scheduler",
    onError,
    async work() {
      const isForAll = performance.now() >= nextLookAtAll;
      const due = await call(pool, functions.dueSchedules, {
        limit: deploymentBatchSize,
        // A second more than the loop, so that none falls between two of its rounds.
        editedWithinSeconds: isForAll ? undefined : recentLoopSeconds + 1,
      });
      for (const schedule of due) {
        // One schedule that cannot be planned must not keep the others from being planned.
        await plan(schedule).catch((error: unknown) => onError(error, "scheduler"));
      }
      const backfills = await call(pool, functions.dueBackfills, { limit: deploymentBatchSize });
      for (const backfill of backfills) {
        await planBackfill(backfill).catch((error: unknown) => onError(error, "scheduler"));
      }
      if (due.length === deploymentBatchSize) return 0;
      if (isForAll) nextLookAtAll = performance.now() + loopSeconds * 1000;
      return Math.min(loopSeconds, recentLoopSeconds) * 1000;
    },
  });
}

interface Instants {
  times: Date[];
  following: Date[];
}

async function instantsToPlan(
  due: DueSchedule,
  settings: SchedulerOptions["settings"],
): Promise<Instants> {
  const { planInstants, missedInstants, followingInstants } =
    await import("../schedules/planRuns.ts");
  const { now, missedSince, maxScheduledRuns } = due;
  const most = maxScheduledRuns ?? Infinity;
  const ahead = planInstants(due, {
    now,
    alreadyPlanned: { count: due.plannedCount, latest: due.latestPlanned },
    settings: {
      ...settings,
      minRuns: Math.min(settings.minRuns, most),
      maxRuns: Math.min(settings.maxRuns, most),
    },
  });
  const range = { until: now, most: settings.maxMissedRuns };
  const missed = missedSince ? missedInstants(due, { ...range, after: missedSince }) : [];
  const caughtUpTo = missed.at(-1)?.getTime() ?? -Infinity;
  const times = [...missed, ...ahead.filter((instant) => instant.getTime() > caughtUpTo)];
  return { times, following: followingInstants(due, times, due.followingCount) };
}
