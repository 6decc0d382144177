import type { ListedSchedule } from "../../db/cliRows.ts";
import { exactDuration } from "../output/cells.ts";

/** A schedule in a few words: `cron 0 2 * * * Europe/Berlin`. */
export function scheduleText(schedule: ListedSchedule): string {
  const { cron, intervalSeconds, rrule, timezone, active, planningError, isOver } = schedule;
  const every = intervalSeconds === undefined ? rrule : `every ${exactDuration(intervalSeconds)}`;
  const timing = cron === undefined ? every : `cron ${cron}`;
  const end = isOver ? " (over)" : "";
  const fault = planningError === undefined ? end : " (cannot be planned)";
  return `${timing} ${timezone}${active ? fault : " (off)"}`;
}
