import { describe, expect, it } from "vitest";
import { duration, json, list, state, text, time } from "../../../src/commands/output/cells.ts";
import { stdoutLook } from "../../../src/commands/output/look.ts";

const plain = { pretty: false };
const pretty = { pretty: true };

describe("a cell", () => {
  it.each([
    [0, "0 ms"],
    [0.0004, "0 ms"],
    [0.85, "850 ms"],
    [1, "1 s"],
    [1.55, "1.5 s"],
    [59.9, "59 s"],
    [60, "1 min"],
    [200, "3 min 20 s"],
    [3600, "1 h"],
    [3605, "1 h"],
    [86_400 * 2 + 3600 * 5 + 59, "2 d 5 h"],
  ])("of %d seconds says %s", (seconds, expected) => {
    expect(duration(seconds)).toBe(expected);
  });

  it("of an instant is exact in a pipe, and relative for people", () => {
    const instant = new Date("2026-01-31T09:00:00Z");
    const at = (seconds: number): number => instant.getTime() + seconds * 1000;
    expect(time(instant, plain)).toBe("2026-01-31T09:00:00.000Z");
    expect(time(instant, pretty, at(120))).toBe("2 min ago");
    expect(time(instant, pretty, at(-3700))).toBe("in 1 h 1 min");
    expect(time(instant, pretty, at(0))).toBe("now");
    expect(time(null, pretty)).toBe("-");
    expect(time(new Date(Number.NaN), plain)).toBe("out of range");
  });

  it("of nothing is a dash, but zero and false are something", () => {
    expect([text(null), text(undefined), text(""), list([]), json(null)]).toEqual(
      Array(5).fill("-"),
    );
    expect([text(0), text(false), list(["a", "b"]), json({ a: 1 })]).toEqual([
      "0",
      "false",
      "a, b",
      '{"a":1}',
    ]);
  });

  it("of a state has a colour only for people", () => {
    expect(state("FAILED", "TimedOut", plain)).toBe("TimedOut");
    expect(state("FAILED", "TimedOut", pretty)).toBe("\u001b[31mTimedOut\u001b[39m");
  });
});

describe("the look of standard output", () => {
  it("is pretty on a terminal only, and never against NO_COLOR", () => {
    const terminal = { isTTY: true, columns: 120 };
    expect(stdoutLook(terminal, {})).toEqual({ pretty: true, width: 120 });
    expect(stdoutLook(terminal, { NO_COLOR: "1" })).toEqual({ pretty: false });
    expect(stdoutLook(terminal, { TERM: "dumb" })).toEqual({ pretty: false });
    expect(stdoutLook({}, {})).toEqual({ pretty: false });
  });
});
