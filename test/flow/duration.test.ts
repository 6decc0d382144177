import { describe, expect, it } from "vitest";
import { parseDuration, parseInterval } from "../../src/flow/duration.ts";

describe("a length of time in text", () => {
  it.each([
    ["900", 900],
    [" 1.5 ", 1.5],
    ["0", 0],
    ["15m", 900],
    ["1h30m", 5400],
    ["1h 30m", 5400],
    ["1 hour, 30 mins", 5400],
    ["2 days", 172_800],
    ["1W", 604_800],
    ["0.5 sec", 0.5],
    ["PT15M", 900],
    ["pt1h30m", 5400],
    ["P1D", 86_400],
    ["P1W", 604_800],
    ["P1DT12H", 129_600],
    ["PT0.25S", 0.25],
  ])("%j is %d seconds", (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it("tells hours from days of the calendar", () => {
    expect(parseInterval("PT24H")).toEqual({ hours: 24 });
    expect(parseInterval("1 day")).toEqual({ days: 1 });
    expect(parseInterval("86400")).toBe(86_400);
  });

  it.each(["", "soon", "-5m", "-PT1H", "P", "PT", "1mo", "P1M", "P1Y", "1h nonsense", "m5"])(
    "cannot be %j",
    (text) => {
      expect(() => parseDuration(text)).toThrow(
        `Expected a length of time, got ${JSON.stringify(text)}.`,
      );
    },
  );

  it("is at most 100 years, which is all that a clock can be asked to wait", () => {
    expect(parseDuration("36500 days")).toBe(3_153_600_000);
    expect(() => parseDuration("99999999999d")).toThrow(
      'Expected a length of time of at most 100 years, got "99999999999d".',
    );
  });
});
