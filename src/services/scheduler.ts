import { planDueBackfills, planDueSchedules, type PlanningOptions } from "./planDueSchedules.ts";
import { type Service, startService } from "./service.ts";

/**
 * Plans the runs of schedules ahead of time, and those that were missed. The database says which
 * schedules need more and stores each instant once, however many schedulers there are; only the
 * calendar arithmetic is done here.
 */
export function startScheduler(planning: Omit<PlanningOptions, "signal">): Service {
  const { loopSeconds, recentLoopSeconds, deploymentBatchSize } = planning.settings;
  let nextLookAtAll = 0;
  return startService({
    name: "scheduler",
    onError: planning.onError,
    async work(signal) {
      const options = { ...planning, signal };
      const isForAll = performance.now() >= nextLookAtAll;
      // A second more than the loop, so that none falls between two of its rounds.
      const edited = isForAll ? undefined : recentLoopSeconds + 1;
      const dueCount = await planDueSchedules(options, edited);
      await planDueBackfills(options);
      if (dueCount === deploymentBatchSize) return 0;
      if (isForAll) nextLookAtAll = performance.now() + loopSeconds * 1000;
      return Math.min(loopSeconds, recentLoopSeconds) * 1000;
    },
  });
}
