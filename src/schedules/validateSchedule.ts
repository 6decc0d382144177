import { checkScheduleShape, kindOf, type ScheduleTiming } from "../flow/deployments/schedule.ts";
import { cronJob } from "./cronInstants.ts";
import { checkRecurrence } from "./rruleInstants.ts";

/**
 * Throws InvalidInput, saying what was expected and what came, unless `schedule` is a whole and
 * readable schedule: a known shape, exactly one kind, a pattern or rule that can be followed.
 */
export function validateSchedule(schedule: ScheduleTiming): void {
  checkScheduleShape(schedule);
  const kind = kindOf(schedule);
  if (kind === "cron") cronJob(schedule);
  if (kind === "rrule") checkRecurrence(schedule);
}
