import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { ListedSchedule } from "../../db/cliRows.ts";
import { scheduleText } from "../deployment/scheduleText.ts";
import { json, text, yesNo } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRows, say } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";

const columns: Column<ListedSchedule>[] = [
  { heading: "SLUG", cell: (schedule) => schedule.slug },
  { heading: "SCHEDULE", cell: scheduleText },
  { heading: "ACTIVE", cell: (schedule) => yesNo(schedule.active) },
  { heading: "CATCH UP", cell: (schedule) => text(schedule.catchUp ?? "planned") },
  { heading: "OVERLAP", cell: (schedule) => text(schedule.overlap ?? "allow") },
  { heading: "PARAMETERS", cell: (schedule) => json(schedule.parameters) },
  { heading: "ID", whole: true, cell: (schedule) => schedule.id },
];

export async function listSchedules(deployment: string, output: OutputFormat): Promise<void> {
  const found = await withDatabase(({ pool }) =>
    call(pool, cliFunctions.inspectDeployment, { deployment }),
  );
  const hint = `No schedules. Add one: provost deployment schedule create ${deployment} --cron …`;
  const schedules = found?.schedules ?? [];
  printRows(schedules, columns, output, hint);
  for (const { slug, planningError, backfills = [] } of schedules) {
    if (planningError) say(`Warning: no runs are planned for ${slug}: ${planningError}`);
    for (const { from_time: from, to_time: to, planning_error: problem } of backfills) {
      if (problem) say(`Warning: ${slug} is not run for ${from} to ${to}: ${problem}`);
    }
  }
}
