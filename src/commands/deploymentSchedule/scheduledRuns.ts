import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { Pool } from "../../db/pool.ts";
import {
  type ScheduledRun,
  scheduleFunctions,
  type ScheduleRow,
} from "../../db/scheduleFunctions.ts";
import { NotFound } from "../../errors.ts";
import { parseInstant } from "../../flow/deployments/zonedTime.ts";
import { expectFewInstants } from "../../schedules/expectFewInstants.ts";
import { text, time } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRows, say } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";

const missedColumns: Column<ScheduledRun>[] = [
  { heading: "DUE", whole: true, cell: (run, look) => time(run.expectedStartTime, look) },
  { heading: "NAME", cell: (run) => run.name },
  { heading: "WHY", cell: (run) => text(run.stateMessage) },
  { heading: "ID", whole: true, cell: (run) => run.id },
];

/** Asks for the runs of a stretch of the past; times without an offset are the schedule's. */
export async function backfillSchedule(
  deployment: string,
  schedule: string,
  { from, to }: { from: string; to?: string },
): Promise<void> {
  await withDatabase(async ({ pool }) => {
    const found = await scheduleNamed(pool, deployment, schedule);
    const { id, slug, timezone, created } = found;
    const now = await call(pool, cliFunctions.clockNow, {});
    const fromTime = new Date(parseInstant(from, timezone));
    const toTime = to === undefined ? now : new Date(parseInstant(to, timezone));
    const timing = { ...found, anchorDate: found.anchorDate ?? created };
    await expectFewInstants(timing, { from: fromTime, until: toTime });
    const asked = await call(pool, scheduleFunctions.backfill, {
      scheduleId: id,
      fromTime,
      toTime,
    });
    if (!asked) return;
    const [first, last] = [asked.fromTime.toISOString(), asked.toTime.toISOString()];
    say(`Schedule '${slug}' is run for ${first} to ${last}, as soon as a scheduler is at work.`);
  });
}

/** Skips a coming run, or starts it now. */
export async function changeComingRun(
  deployment: string,
  schedule: string,
  { at, verb }: { at?: string; verb: "skip" | "run-early" },
): Promise<void> {
  await withDatabase(async ({ pool }) => {
    const { id, timezone } = await scheduleNamed(pool, deployment, schedule);
    const instant = at === undefined ? undefined : new Date(parseInstant(at, timezone));
    const change =
      verb === "skip" ? scheduleFunctions.skipScheduledRun : scheduleFunctions.runScheduledEarly;
    const run = await call(pool, change, { scheduleId: id, instant });
    if (!run) return;
    const due = run.expectedStartTime.toISOString();
    say(
      verb === "skip"
        ? `Skipped flow run '${run.name}', due ${due}.`
        : `Flow run '${run.name}', due ${due}, starts now.`,
    );
  });
}

export async function listMissedRuns(
  deployment: string,
  schedule: string,
  { since, output }: { since?: string; output: OutputFormat },
): Promise<void> {
  const runs = await withDatabase(async ({ pool }) => {
    const { id, timezone } = await scheduleNamed(pool, deployment, schedule);
    return await call(pool, scheduleFunctions.missedRuns, {
      scheduleId: id,
      since: since === undefined ? undefined : new Date(parseInstant(since, timezone)),
    });
  });
  printRows(runs, missedColumns, output, "The schedule has missed nothing.");
}

async function scheduleNamed(
  pool: Pool,
  deployment: string,
  schedule: string,
): Promise<ScheduleRow> {
  const found = await call(pool, scheduleFunctions.findSchedule, { deployment, schedule });
  if (found) return found;
  throw new NotFound(`No schedule is called '${schedule}'.`);
}
