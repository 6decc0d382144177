import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { Pool } from "../../db/pool.ts";
import { type ScheduleRow, scheduleFunctions } from "../../db/scheduleFunctions.ts";
import { parseDuration } from "../../flow/duration.ts";
import type { ScheduleOptions } from "../../flow/deployments/schedule.ts";
import { validateSchedule } from "../../schedules/validateSchedule.ts";
import { confirm } from "../confirm.ts";
import { lackingParameters } from "../deployment/lackingParameters.ts";
import { json, text, yesNo } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRecord, say } from "../output/print.ts";
import {
  expectKnownParameters,
  explainedParameters,
  type ParameterOptions,
  readParameters,
} from "../parameters.ts";
import { scheduleOf, type TimingOptions } from "../schedule/scheduleOf.ts";
import { withDatabase } from "../withDatabase.ts";
import { losing } from "./changeSchedules.ts";

export interface CreateScheduleOptions extends Omit<TimingOptions, "dayAnd">, ParameterOptions {
  dayOr: "true" | "false";
  slug?: string;
  replaces?: string;
  inactive?: true;
  replace?: true;
  yes?: true;
  catchUp?: NonNullable<ScheduleOptions["catchUp"]>;
  catchUpWindow?: string;
  maxCatchUp?: number;
  overlap?: NonNullable<ScheduleOptions["overlap"]>;
  maxScheduledRuns?: number;
  output: OutputFormat;
}

const fields: Column<ScheduleRow>[] = [
  { heading: "Slug", cell: (schedule) => schedule.slug },
  { heading: "Id", cell: (schedule) => schedule.id },
  { heading: "Cron", cell: (schedule) => text(schedule.cron) },
  { heading: "Interval", cell: (schedule) => text(schedule.intervalSeconds) },
  { heading: "Rule", cell: (schedule) => text(schedule.rrule) },
  { heading: "Parameters", cell: (schedule) => json(schedule.parameters) },
  { heading: "Time zone", cell: (schedule) => schedule.timezone },
  { heading: "Active", cell: (schedule) => yesNo(schedule.active) },
  { heading: "Catch up", cell: (schedule) => schedule.catchUp },
  { heading: "Overlap", cell: (schedule) => schedule.overlap },
];

export async function createSchedule(
  deployment: string,
  options: CreateScheduleOptions,
): Promise<void> {
  const { replace = false, output } = options;
  const parameters = await readParameters(options);
  const created = await withDatabase(async ({ pool }) => {
    const now = await call(pool, cliFunctions.clockNow, {});
    const timing = { ...options, dayAnd: options.dayOr === "false" };
    const schedule = { ...scheduleOf(timing, now ?? new Date()), ...moreOf(options), parameters };
    validateSchedule(schedule);
    await expectParametersOf(pool, deployment, parameters);
    if (replace && !options.yes && !(await isReplacing(pool, deployment))) return undefined;
    const made = await call(pool, scheduleFunctions.createSchedule, {
      deployment,
      schedule,
      replace,
    });
    const found = await call(pool, cliFunctions.inspectDeployment, { deployment });
    return made && { made, warnings: found ? lackingParameters(found, made.slug) : [] };
  }).catch((error: unknown) => {
    throw explainedParameters(error, options);
  });
  if (!created) return;
  const { made, warnings } = created;
  say(`Created schedule '${made.slug}' of deployment '${deployment}'.`);
  warnings.forEach(say);
  printRecord(made, fields, output);
}

/** A parameter that the flow would never see was misspelt. */
async function expectParametersOf(
  pool: Pool,
  deployment: string,
  parameters: object,
): Promise<void> {
  const found = await call(pool, cliFunctions.inspectDeployment, { deployment });
  if (found)
    expectKnownParameters(parameters, found, "Leave it out, or deploy a flow that has it.");
}

/** Asks before schedules make place for another one. */
async function isReplacing(pool: Pool, deployment: string): Promise<boolean> {
  const found = await call(pool, cliFunctions.inspectDeployment, { deployment });
  const schedules = found?.schedules ?? [];
  return schedules.length === 0 || (await confirm(() => losing(schedules, deployment)));
}

function moreOf(options: CreateScheduleOptions): ScheduleOptions {
  const { slug, replaces, catchUp, catchUpWindow, maxCatchUp, overlap, maxScheduledRuns } = options;
  return {
    active: options.inactive !== true,
    ...(slug !== undefined && { slug }),
    ...(replaces !== undefined && { replaces }),
    ...(catchUp !== undefined && { catchUp }),
    ...(catchUpWindow !== undefined && { catchUpWindowSeconds: parseDuration(catchUpWindow) }),
    ...(maxCatchUp !== undefined && { maxCatchUp }),
    ...(overlap !== undefined && { overlap }),
    ...(maxScheduledRuns !== undefined && { maxScheduledRuns }),
  };
}
