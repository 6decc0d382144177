import { describe, expect, it } from "vitest";
import { backOff } from "../../src/worker/backOff.ts";

describe("the pause before a worker connects again", () => {
  it("doubles from one second to thirty", () => {
    expect([0, 1, 2, 3, 4, 5, 6].map(backOff)).toEqual([
      1000, 2000, 4000, 8000, 16_000, 30_000, 30_000,
    ]);
  });

  it.each([31, 32, 33, 63, 64, 1024, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER, Infinity])(
    "is thirty seconds after %d failures",
    (failures) => expect(backOff(failures)).toBe(30_000),
  );
});
