import { mostSeconds } from "../optionChecks.ts";
import { loadZod } from "./loadZod.ts";
import { isTimezone, parseInstant } from "./zonedTime.ts";

/** The longest recurrence text that is stored, in characters. */
export const longestRrule = 6500;

const waysToOverlap = ["allow", "skip", "queue", "cancel_running"] as const;
const waysToCatchUp = ["planned", "all", "last", "window", "skip"] as const;

let schema: ReturnType<typeof makeSchema> | undefined;

/**
 * What a schedule may consist of. Patterns and rules are read in full by `validateSchedule`. It is
 * made when the first schedule is, so that code without schedules need not load zod.
 */
export function scheduleSchema(faultOfKind: (schedule: object) => string | undefined) {
  return (schema ??= makeSchema(faultOfKind));
}

function makeSchema(faultOfKind: (schedule: object) => string | undefined) {
  const { z } = loadZod();
  const text = z.string().trim().min(1, "expected some text");
  const timezone = z.string().refine(isTimezone, {
    error: ({ input }) =>
      `expected a name of the IANA time zone database such as "Europe/Berlin", got ${JSON.stringify(input)}`,
  });
  const anchorDate = z.union([
    z.date(),
    z.string().refine(isInstant, 'expected an ISO 8601 time such as "2026-01-31T09:00"'),
  ]);
  const wholeNumber = (most: number) => {
    const expected = `expected a whole number, 1 to ${most}`;
    return z.int(expected).min(1, expected).max(most, expected);
  };
  return z
    .strictObject({
      cron: text.nullish(),
      intervalSeconds: z.number().min(0.001, "expected a length of time greater than 0").nullish(),
      rrule: text.max(longestRrule, `expected at most ${longestRrule} characters`).nullish(),
      timezone: timezone.nullish(),
      anchorDate: anchorDate.nullish(),
      dayOr: z.boolean().nullish(),
      slug: text.nullish(),
      replaces: text.nullish(),
      active: z.boolean().nullish(),
      parameters: z.record(z.string(), z.unknown()).nullish(),
      catchUp: z
        .enum(waysToCatchUp, { error: `expected one of ${waysToCatchUp.join(", ")}` })
        .nullish(),
      catchUpWindowSeconds: z
        .number()
        .positive("expected a length of time greater than 0")
        .max(mostSeconds, "expected a length of time of at most 100 years")
        .nullish(),
      maxCatchUp: wholeNumber(1000).nullish(),
      maxScheduledRuns: wholeNumber(50).nullish(),
      overlap: z
        .enum(waysToOverlap, { error: `expected one of ${waysToOverlap.join(", ")}` })
        .nullish(),
    })
    .superRefine((schedule, context) => {
      const message = faultOfKind(schedule);
      if (schedule.catchUp === "window" && schedule.catchUpWindowSeconds == null) {
        context.addIssue({
          code: "custom",
          path: ["catchUpWindowSeconds"],
          message: 'expected a number of seconds, as `catchUp` is "window"',
        });
      }
      if (message !== undefined) context.addIssue({ code: "custom", message });
    });
}

function isInstant(time: string): boolean {
  try {
    parseInstant(time, "UTC");
    return true;
  } catch {
    return false;
  }
}
