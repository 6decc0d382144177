import { describe, expect, it } from "vitest";
import { scheduleText } from "../../src/commands/deployment/scheduleText.ts";
import type { ListedSchedule } from "../../src/db/cliRows.ts";

const schedule: ListedSchedule = {
  id: "00000000-0000-7000-8000-000000000000",
  slug: "s",
  active: true,
  cron: "0 2 * * *",
  dayOr: true,
  timezone: "Europe/Berlin",
  parameters: {},
};

describe("a schedule in a few words", () => {
  it.each([
    [{}, "cron 0 2 * * * Europe/Berlin"],
    [{ isOver: true }, "cron 0 2 * * * Europe/Berlin (over)"],
    [{ cron: undefined, intervalSeconds: 10.76 }, "every 10.76 s Europe/Berlin"],
    [{ cron: undefined, intervalSeconds: 90_030 }, "every 1 d 1 h 30 s Europe/Berlin"],
    [{ active: false }, "cron 0 2 * * * Europe/Berlin (off)"],
    [
      { cron: "0 99 * * *", planningError: "…" },
      "cron 0 99 * * * Europe/Berlin (cannot be planned)",
    ],
  ])("with %j is %s", (more, expected) => {
    expect(scheduleText({ ...schedule, ...more } as ListedSchedule)).toBe(expected);
  });
});
