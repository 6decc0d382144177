import { InvalidInput } from "../../errors.ts";
import { cron, interval, type Schedule } from "../../flow/deployments/schedule.ts";
import { validateSchedule } from "../../schedules/validateSchedule.ts";
import { parseInterval } from "../../flow/duration.ts";
import { readRrule } from "../schedule/readRrule.ts";

export interface ScheduleOptions {
  cron?: string[];
  interval?: string[];
  rrule?: string[];
  anchorDate?: string;
  timezone?: string;
}

/** The schedules that the command line asks for. Throws `InvalidInput` for what cannot be read. */
export function readSchedules(options: ScheduleOptions): Schedule[] {
  const { timezone, anchorDate } = options;
  const zone = timezone === undefined ? {} : { timezone };
  const anchor = anchorDate === undefined ? {} : { anchorDate };
  const schedules = [
    ...(options.cron ?? []).map((pattern) => cron(pattern, zone)),
    ...(options.interval ?? []).map((text) =>
      interval(parseInterval(text), { ...zone, ...anchor }),
    ),
    ...(options.rrule ?? []).map((rule) => readRrule(rule, zone)),
  ];
  if (schedules.length === 0 && (timezone ?? anchorDate) !== undefined) {
    throw new InvalidInput(
      "--timezone and --anchor-date belong to a schedule, and none is given.",
      {
        hint: "Add --cron, --interval or --rrule.",
      },
    );
  }
  schedules.forEach(validateSchedule);
  return schedules;
}
