import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { column, value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

const draw = (name: "clamped" | "bounded", args: (number | null)[]) =>
  value<number>(db, `select provost_private.${name}_poisson_interval($1, $2)`, args);

describe("a delay drawn at random", () => {
  it.each([
    [0, 0],
    [5, 5],
  ])("between %f and %f leaves no choice", async (lower, upper) => {
    expect(await draw("bounded", [lower, upper])).toBe(lower);
  });

  it("about nothing is nothing", async () => {
    expect(await draw("clamped", [0, 0.5])).toBe(0);
  });

  it.each([1e-9, 0.3, 48.9, 49, 2000, 1e300])(
    "with a clamping factor of %f is a number within its bounds",
    async (factor) => {
      const delays = await column<number>(
        db,
        `select provost_private.clamped_poisson_interval(10, $1) from generate_series(1, 200)`,
        [factor],
      );
      expect(delays.every((delay) => delay >= 0 && delay <= 10 * (1 + factor))).toBe(true);
    },
  );

  it.each([
    ["clamped", [10, 0], "a clamping factor above 0"],
    ["clamped", [10, NaN], "a clamping factor above 0"],
    ["clamped", [10, Infinity], "a clamping factor above 0"],
    ["clamped", [-1, 0.3], "an average of 0 or more"],
    ["clamped", [null, 0.3], "an average of 0 or more"],
    ["bounded", [20, 10], "the lower one first"],
    ["bounded", [-1, 1], "bounds of 0 or more"],
    ["bounded", [0, Infinity], "bounds of 0 or more"],
    ["bounded", [0, null], "bounds of 0 or more"],
  ] as const)("is refused %s by %j", async (name, args, expected) => {
    await expect(draw(name, [...args])).rejects.toThrow(expected);
  });
});
