import { call } from "../db/call.ts";
import { functions } from "../db/functions.ts";
import type { Pool } from "../db/pool.ts";
import type { DueBackfill, DueSchedule, SchedulePlan } from "../db/planningFunctions.ts";
import { DatabaseUnreachable, InvalidInput } from "../errors.ts";
import type { KnownInstants } from "../schedules/knownInstants.ts";
import type { Settings } from "../settings/settings.ts";

export interface PlanningOptions {
  pool: Pool;
  settings: Settings["services"]["scheduler"];
  onError: (error: unknown, name: string) => void;
  /** Once it is aborted, what fails is not tried again. */
  signal?: AbortSignal;
}

/** A schedule that cannot be planned is tried again after so long, unless it is edited before. */
const putOffSeconds = 60;
/** One that makes no sense still makes none, unless a newer release can read it. */
const putOffSenselessSeconds = 3600;

/** What has been computed in earlier rounds of this process. */
let known: KnownInstants | undefined;

/**
 * Plans the runs of the schedules that need more of them, one batch, and answers how many schedules
 * that were, or 0 when nothing came of it, as when others hold them all. `editedWithinSeconds`: only
 * those that were created or edited that shortly before. One schedule that cannot be planned does
 * not keep the others from being planned.
 */
export async function planDueSchedules(
  options: PlanningOptions,
  editedWithinSeconds?: number,
): Promise<number> {
  const { pool, settings, signal } = options;
  const limit = settings.deploymentBatchSize;
  const due = await call(pool, functions.dueSchedules, { limit, editedWithinSeconds }, { signal });
  let batch: SchedulePlan[] = [];
  let progress = 0;
  for (const schedule of due) {
    const plans = await plansOf(schedule, options);
    if (plans.length === 0) progress += 1;
    for (const plan of plans) {
      if (runsOf([...batch, plan]) > settings.insertBatchSize) {
        progress += await insertAll(batch, options);
        batch = [];
      }
      batch.push(plan);
    }
  }
  progress += await insertAll(batch, options);
  return progress > 0 ? due.length : 0;
}

const runsOf = (plans: readonly SchedulePlan[]): number =>
  plans.reduce((sum, { times }) => sum + times.length, 0);

/** Inserts the runs of several plans at once or, when that fails, one by one; answers how many. */
async function insertAll(plans: SchedulePlan[], options: PlanningOptions): Promise<number> {
  if (plans.length === 0) return 0;
  return await insertRuns(plans, options).catch(async () => {
    let runs = 0;
    for (const plan of plans) {
      runs += await insertRuns([plan], options).catch(async (error: unknown) => {
        await putOff(plan, error, options);
        return 0;
      });
    }
    return runs;
  });
}

async function insertRuns(
  plans: SchedulePlan[],
  { pool, settings, signal }: PlanningOptions,
): Promise<number> {
  const { minScheduledTimeSeconds: minScheduledSeconds, minRuns } = settings;
  return await call(
    pool,
    functions.planFlowRuns,
    { plans, minScheduledSeconds, minRuns },
    { signal },
  );
}

async function putOff(
  { scheduleId, version }: Pick<DueSchedule, "scheduleId" | "version">,
  thrown: unknown,
  options: PlanningOptions,
): Promise<void> {
  const { pool, signal } = options;
  const rest = restAfter(thrown, options);
  await call(pool, functions.putOffSchedule, { scheduleId, version, ...rest }, { signal });
}

/** Tells of what keeps something from being planned, and for how long that is to rest. */
function restAfter(
  thrown: unknown,
  { settings, onError }: PlanningOptions,
): { seconds: number; error: string } {
  // That is no fault of the schedule's.
  if (thrown instanceof DatabaseUnreachable) throw thrown;
  onError(thrown, "scheduler");
  const rest = thrown instanceof InvalidInput ? putOffSenselessSeconds : putOffSeconds;
  const error = thrown instanceof Error ? thrown.message : String(thrown);
  return { seconds: Math.max(settings.loopSeconds, rest), error };
}

/**
 * The plan for a schedule that can be read, in parts that can be inserted at once. There is one also
 * when there is nothing to plan: so the database knows that the schedule has been looked at.
 */
async function plansOf(due: DueSchedule, options: PlanningOptions): Promise<SchedulePlan[]> {
  const { insertBatchSize } = options.settings;
  const { scheduleId, version, now: readAt } = due;
  const plans: SchedulePlan[] = [];
  let instants: Instants;
  try {
    instants = await instantsToPlan(due, options.settings);
  } catch (error) {
    await putOff(due, error, options);
    return plans;
  }
  const { times, following } = instants;
  for (let start = 0; start === 0 || start < times.length; start += insertBatchSize) {
    const end = start + insertBatchSize;
    const later = [...times.slice(end), ...following].slice(0, due.followingCount);
    plans.push({ scheduleId, version, times: times.slice(start, end), following: later, readAt });
  }
  return plans;
}

interface Instants {
  times: Date[];
  following: Date[];
}

async function instantsToPlan(
  due: DueSchedule,
  settings: PlanningOptions["settings"],
): Promise<Instants> {
  const [planRuns, { KnownInstants }, { checkOccurrence }, { checkRecurrence }] = await Promise.all(
    [
      import("../schedules/planRuns.ts"),
      import("../schedules/knownInstants.ts"),
      import("../schedules/cronInstants.ts"),
      import("../schedules/rruleInstants.ts"),
    ],
  );
  const { planInstants, missedInstants, followingInstants } = planRuns;
  known ??= new KnownInstants();
  const { scheduleId, version, now, missedSince, maxScheduledRuns } = due;
  const most = maxScheduledRuns ?? Infinity;
  const ahead = planInstants(due, {
    now,
    alreadyPlanned: { count: due.plannedCount, latest: due.latestPlanned },
    settings: {
      ...settings,
      minRuns: Math.min(settings.minRuns, most),
      maxRuns: Math.min(settings.maxRuns, most),
    },
    instants: known.from(`${scheduleId} ${version}`, due, now),
  });
  const range = { until: now, most: settings.maxMissedRuns };
  const missed = missedSince ? missedInstants(due, { ...range, after: missedSince }) : [];
  const caughtUpTo = missed.at(-1)?.getTime() ?? -Infinity;
  const isNew = isBeyond(due, ahead);
  const times = [
    ...missed,
    ...ahead.filter((instant) => instant.getTime() > caughtUpTo && isNew(instant)),
  ];
  // Nobody would know why a schedule does nothing that has no instants, ever.
  if (times.length + due.plannedCount === 0) {
    if (due.rrule !== null) checkRecurrence(due);
    if (due.cron !== null) checkOccurrence(due);
  }
  return { times, following: followingInstants(due, times, due.followingCount) };
}

/** Tells the instants after the last that is planned, unless some before it have no run. */
function isBeyond(
  { now, latestPlanned, plannedCount }: DueSchedule,
  ahead: readonly Date[],
): (instant: Date) => boolean {
  if (!latestPlanned) return () => true;
  const covered = ahead.filter((instant) => instant > now && instant <= latestPlanned);
  const areAllThere = covered.length === plannedCount;
  return (instant) => !areAllThere || instant > latestPlanned;
}

/**
 * Plans the runs of backfills that are not planned whole yet, as many as one batch holds. One that
 * cannot be planned does not keep the others from it.
 */
export async function planDueBackfills(options: PlanningOptions): Promise<void> {
  const { pool, settings, signal } = options;
  const { deploymentBatchSize: limit } = settings;
  for (const backfill of await call(pool, functions.dueBackfills, { limit }, { signal })) {
    await planBackfill(backfill, options).catch(async (error: unknown) => {
      const { backfillId, version } = backfill;
      const rest = restAfter(error, options);
      await call(pool, functions.putOffBackfill, { backfillId, version, ...rest }, { signal });
    });
  }
}

async function planBackfill(
  backfill: DueBackfill,
  { pool, settings, signal }: PlanningOptions,
): Promise<void> {
  const [{ nextInstants }, { expectFewInstants }] = await Promise.all([
    import("../schedules/nextInstants.ts"),
    import("../schedules/expectFewInstants.ts"),
  ]);
  const { backfillId, version, fromTime: from, toTime: until, isNew } = backfill;
  if (isNew) await expectFewInstants(backfill, { from, until });
  // What is left is asked for again by the next round.
  const count = Math.min(settings.insertBatchSize, 1000);
  const times = nextInstants(backfill, { from, until, count });
  const isLast = times.length < count;
  await call(pool, functions.planBackfill, { backfillId, version, times, isLast }, { signal });
}
