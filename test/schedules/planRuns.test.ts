import { describe, expect, it } from "vitest";
import { interval } from "../../src/flow/deployments/schedule.ts";
import { planInstants, type PlanSettings } from "../../src/schedules/planRuns.ts";

const now = new Date("2026-01-01T00:00Z");
const settings: PlanSettings = {
  minRuns: 3,
  maxRuns: 100,
  minScheduledTimeSeconds: 3600,
  maxScheduledTimeSeconds: 8_640_000,
};
const nothing = { count: 0, latest: null };

function countPlanned(
  minutes: number,
  changed: Partial<PlanSettings> = {},
  alreadyPlanned: { count: number; latest: Date | null } = nothing,
): number {
  const schedule = interval({ minutes }, { anchorDate: now });
  return planInstants(schedule, { now, alreadyPlanned, settings: { ...settings, ...changed } })
    .length;
}

describe("the plan of a schedule", () => {
  it("goes on until both minimums are met", () => {
    expect(countPlanned(60)).toBe(3);
    expect(countPlanned(5)).toBe(13);
    expect(countPlanned(5, { minRuns: 20 })).toBe(20);
  });

  it("ends at a maximum, whatever the minimums say", () => {
    expect(countPlanned(5, { maxRuns: 7 })).toBe(7);
    expect(countPlanned(60, { maxRuns: 0 })).toBe(0);
    expect(countPlanned(60, { maxScheduledTimeSeconds: 3600 })).toBe(2);
    expect(countPlanned(60, { minRuns: 50, maxScheduledTimeSeconds: 7199 })).toBe(2);
  });

  it("is empty while enough is planned", () => {
    const inOneHour = new Date(now.getTime() + 3_600_000);
    const sooner = new Date(inOneHour.getTime() - 1);
    expect(countPlanned(60, {}, { count: 3, latest: inOneHour })).toBe(0);
    expect(countPlanned(60, {}, { count: 2, latest: inOneHour })).toBe(3);
    expect(countPlanned(60, {}, { count: 3, latest: sooner })).toBe(3);
    expect(countPlanned(60, { minRuns: 0 }, nothing)).toBe(2);
  });
});
