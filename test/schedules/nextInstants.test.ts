import { describe, expect, it } from "vitest";
import { interval } from "../../src/flow/deployments/schedule.ts";
import { nextInstants } from "../../src/schedules/nextInstants.ts";

const from = new Date("2026-01-01T00:00Z");
const everyMinute = interval({ minutes: 1 });
const everyMinuteUntil = (text: string) =>
  nextInstants(everyMinute, { from, until: new Date(text) });

describe("the next instants", () => {
  it("are one, unless more are asked for", () => {
    expect(nextInstants(everyMinute, { from })).toEqual([from]);
    expect(nextInstants(everyMinute, { from, count: 5 })).toHaveLength(5);
    expect(nextInstants(everyMinute, { from, count: 0 })).toEqual([]);
  });

  it("are as many as fit in the range, and at most 1000", () => {
    expect(everyMinuteUntil("2026-01-01T00:02Z")).toHaveLength(3);
    expect(everyMinuteUntil("2027-01-01T00:00Z")).toHaveLength(1000);
    expect(everyMinuteUntil("2025-12-31T23:59Z")).toEqual([]);
    expect(() => nextInstants(everyMinute, { from, count: 1001 })).toThrow(
      "Expected `count` to be 0 to 1000, got 1001.",
    );
  });

  it("end with the year 9999", () => {
    const late = new Date("9999-12-30T12:00Z");
    expect(nextInstants(interval({ days: 1 }), { from: late, count: 10 })).toEqual([
      new Date("9999-12-31T00:00Z"),
    ]);
  });

  it("are refused for what is no schedule, no time zone or no time", () => {
    expect(() => nextInstants({}, { from })).toThrow("expected exactly one of cron,");
    expect(() => nextInstants({ cron: "@daily", intervalSeconds: 1 }, { from })).toThrow(
      "got cron and intervalSeconds",
    );
    expect(() => nextInstants({ cron: "@daily", timezone: "fake" }, { from })).toThrow(
      'Unknown time zone "fake".',
    );
    expect(() => nextInstants(everyMinute, { from: new Date("soon") })).toThrow(
      "Expected `from` to be a time, got an invalid Date.",
    );
    expect(() => nextInstants({ intervalSeconds: 0 }, { from })).toThrow(
      "Expected `intervalSeconds` to be at least 0.001, got 0.",
    );
  });
});
