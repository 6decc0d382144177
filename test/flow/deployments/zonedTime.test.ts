import { describe, expect, it } from "vitest";
import {
  expectTimezone,
  instantOf,
  isShown,
  isTimezone,
  parseInstant,
  wallTimeAt,
} from "../../../src/flow/deployments/zonedTime.ts";

const wall = (text: string) => Date.parse(`${text}Z`);
const shown = (instant: number) => new Date(instant).toISOString().replace("Z", "");

describe("a wall time", () => {
  it("is what clocks show in a time zone, with its milliseconds", () => {
    const at = Date.parse("2026-07-01T00:00:00.123Z");
    expect(shown(wallTimeAt(at, "America/New_York"))).toBe("2026-06-30T20:00:00.123");
    expect(shown(wallTimeAt(at, "Asia/Kathmandu"))).toBe("2026-07-01T05:45:00.123");
    expect(wallTimeAt(-1, "Europe/London") - -1).toBe(3_600_000);
  });

  it("that occurs twice is taken the first time", () => {
    const instant = instantOf(wall("2026-11-01T01:30"), "America/New_York");
    expect(new Date(instant).toISOString()).toBe("2026-11-01T05:30:00.000Z");
    expect(isShown(wall("2026-11-01T01:30"), "America/New_York")).toBe(true);
  });

  it.each([
    ["America/New_York", "2026-03-08T02:30", "2026-03-08T03:30:00.000"],
    ["Australia/Lord_Howe", "2026-10-04T02:10", "2026-10-04T02:40:00.000"],
    ["Pacific/Apia", "2011-12-30T09:00", "2011-12-31T09:00:00.000"],
  ])("that %s skips moves forward by what was skipped", (timezone, skipped, moved) => {
    expect(shown(wallTimeAt(instantOf(wall(skipped), timezone), timezone))).toBe(moved);
    expect(isShown(wall(skipped), timezone)).toBe(false);
  });
});

describe("a time zone", () => {
  it("is a name of the IANA database", () => {
    expect(["UTC", "US/Pacific", "Etc/GMT+5", "europe/berlin"].map(isTimezone)).toEqual(
      Array.from({ length: 4 }, () => true),
    );
    // PostgreSQL counts such offsets the other way round.
    expect(["+02:00", "-05", "fake", ""].map(isTimezone)).toEqual(
      Array.from({ length: 4 }, () => false),
    );
    expect(() => expectTimezone("fake")).toThrow('Unknown time zone "fake".');
  });
});

describe("a time in text", () => {
  it.each([
    ["2026-01-31", "UTC", "2026-01-31T00:00:00.000Z"],
    ["2026-01-31T09:00", "Europe/Berlin", "2026-01-31T08:00:00.000Z"],
    ["2026-01-31 09:00:30", "Europe/Berlin", "2026-01-31T08:00:30.000Z"],
    ["2026-01-31T09:00+09:00", "Europe/Berlin", "2026-01-31T00:00:00.000Z"],
    ["2026-01-31T09:00:00-0530", "UTC", "2026-01-31T14:30:00.000Z"],
    ["2020-02-18T05:15:45.964696Z", "US/Pacific", "2020-02-18T05:15:45.964Z"],
  ])("%s in %s is %s", (text, timezone, expected) => {
    expect(new Date(parseInstant(text, timezone)).toISOString()).toBe(expected);
  });

  it.each(["", "soon", "2026-02-30", "2026-13-01", "2026-01-01T25:00", "2026-01-01T10"])(
    "cannot be %j",
    (text) => {
      expect(() => parseInstant(text, "UTC")).toThrow(
        `Expected an ISO 8601 time, got ${JSON.stringify(text)}.`,
      );
    },
  );
});
