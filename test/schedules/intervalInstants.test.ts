import { describe, expect, it } from "vitest";
import { interval } from "../../src/flow/deployments/schedule.ts";
import { nextInstants } from "../../src/schedules/nextInstants.ts";

const inBerlin = { timezone: "Europe/Berlin", anchorDate: "2026-01-01T09:00" };

function due(schedule: ReturnType<typeof interval>, from: string, count: number): string[] {
  const found = nextInstants(schedule, { from: new Date(from), count });
  return found.map((instant) => instant.toISOString());
}

describe("an interval", () => {
  it("of days keeps its local hour, wherever the range begins and whenever its anchor is", () => {
    expect(due(interval({ days: 1 }, inBerlin), "2026-03-28T00:00Z", 3)).toEqual([
      "2026-03-28T08:00:00.000Z",
      "2026-03-29T07:00:00.000Z",
      "2026-03-30T07:00:00.000Z",
    ]);
    const anchoredLater = { ...inBerlin, anchorDate: "2030-07-01T09:00" };
    expect(due(interval({ days: 1 }, anchoredLater), "2026-01-01T00:00Z", 1)).toEqual([
      "2026-01-01T08:00:00.000Z",
    ]);
  });

  it("of hours counts elapsed time", () => {
    expect(due(interval({ hours: 24 }, inBerlin), "2026-03-28T00:00Z", 2)).toEqual([
      "2026-03-28T08:00:00.000Z",
      "2026-03-29T08:00:00.000Z",
    ]);
    expect(due(interval({ hours: 1 }, inBerlin), "2026-10-25T00:00Z", 3)).toEqual([
      "2026-10-25T00:00:00.000Z",
      "2026-10-25T01:00:00.000Z",
      "2026-10-25T02:00:00.000Z",
    ]);
  });

  it("of days and hours moves the date by the days and the time by the hours", () => {
    expect(due(interval({ days: 1, hours: 6 }, inBerlin), "2026-01-01T00:00Z", 3)).toEqual([
      "2026-01-01T08:00:00.000Z",
      "2026-01-02T14:00:00.000Z",
      "2026-01-03T20:00:00.000Z",
    ]);
  });

  it("whose hour is skipped once is back at its hour the day after", () => {
    const early = { ...inBerlin, anchorDate: "2026-01-01T02:30" };
    expect(due(interval({ days: 1 }, early), "2026-03-28T00:00Z", 3)).toEqual([
      "2026-03-28T01:30:00.000Z",
      "2026-03-29T01:30:00.000Z",
      "2026-03-30T00:30:00.000Z",
    ]);
  });

  it("meets its anchor even if that is the second of two equal local times", () => {
    const second = { ...inBerlin, anchorDate: "2026-10-25T02:30+01:00" };
    expect(due(interval({ days: 1 }, second), "2026-10-24T12:00Z", 2)).toEqual([
      "2026-10-25T01:30:00.000Z",
      "2026-10-26T01:30:00.000Z",
    ]);
  });

  it("counts from the beginning of 2020 when it has no anchor", () => {
    expect(due(interval({ minutes: 15 }), "2026-01-01T00:07Z", 2)).toEqual([
      "2026-01-01T00:15:00.000Z",
      "2026-01-01T00:30:00.000Z",
    ]);
  });
});
