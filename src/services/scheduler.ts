import { call } from "../db/call.ts";
import { functions } from "../db/functions.ts";
import type { Pool } from "../db/pool.ts";
import type { DueSchedule } from "../db/workerFunctions.ts";
import type { Settings } from "../settings/settings.ts";
import { type Service, startService } from "./service.ts";

export interface SchedulerOptions {
  pool: Pool;
  settings: Settings["services"]["scheduler"];
  onError: (error: unknown, name: string) => void;
}

/**
 * Plans the runs of schedules ahead of time. The database says which schedules need more and stores
 * each instant once, however many schedulers there are; only the calendar arithmetic is done here.
 */
export function startScheduler({ pool, settings, onError }: SchedulerOptions): Service {
  async function plan(due: DueSchedule): Promise<void> {
    const { planInstants } = await import("../schedules/planRuns.ts");
    const times = planInstants(due, {
      now: due.now,
      alreadyPlanned: { count: due.plannedCount, latest: due.latestPlanned },
      settings,
    });
    await call(pool, functions.planFlowRuns, {
      scheduleId: due.scheduleId,
      version: due.version,
      times,
      minScheduledSeconds: settings.minScheduledTimeSeconds,
      minRuns: settings.minRuns,
    });
  }

  return startService({
    name: "scheduler",
    onError,
    async work() {
      const due = await call(pool, functions.dueSchedules, {
        limit: settings.deploymentBatchSize,
      });
      for (const schedule of due) {
        // One schedule that cannot be planned must not keep the others from being planned.
        await plan(schedule).catch((error: unknown) => onError(error, "scheduler"));
      }
      return due.length === settings.deploymentBatchSize ? 0 : settings.loopSeconds * 1000;
    },
  });
}
