import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { column, value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

const delay = (delays: number[] | null, runCount: number, jitter: number | null = null) =>
  value<number>(db, "select provost_private.retry_delay_seconds($1, $2, $3)", [
    delays,
    runCount,
    jitter,
  ]);

describe("the delay before the next attempt", () => {
  it.each([
    [null, 1, 0],
    [[], 1, 0],
    [[3], 1, 3],
    [[3], 9, 3],
    [[1, 5, 25], 1, 1],
    [[1, 5, 25], 2, 5],
    [[1, 5, 25], 3, 25],
    [[1, 5, 25], 4, 25],
    [[0], 1, 0],
  ])("of %j after attempt %i is %i s", async (delays, runCount, expected) => {
    expect(await delay(delays, runCount)).toBe(expected);
  });

  it("is 100 years at most, which can be added to a time", async () => {
    expect(await delay([1e14], 1)).toBe(3_155_760_000);
    expect(await delay([1e300], 1, 3)).toBe(3_155_760_000);
  });

  it("has no jitter when it is zero", async () => {
    expect(await delay([0], 1, 1)).toBe(0);
  });

  it.each([0.5, 1, 3])("spreads with jitter %f around itself, within bounds", async (factor) => {
    const samples = await column<number>(
      db,
      `select provost_private.retry_delay_seconds(array[10.0], 1, $1::float8)
       from generate_series(1, 4000)`,
      [factor],
    );
    const mean = samples.reduce((sum, each) => sum + each, 0) / samples.length;
    expect(Math.max(...samples)).toBeLessThanOrEqual(10 * (1 + factor) + 1e-9);
    expect(Math.min(...samples)).toBeGreaterThan(0);
    expect(mean).toBeGreaterThan(8);
    expect(mean).toBeLessThan(12);
    expect(new Set(samples).size).toBeGreaterThan(3900);
  });

  it("is the one that was asked for, which jitter makes longer only", async () => {
    const asked = (jitter: number | null) =>
      column<number>(
        db,
        `select provost_private.retry_delay_seconds(array[1.0], 1, $1::float8, 10)
         from generate_series(1, 2000)`,
        [jitter],
      );
    expect(new Set(await asked(null))).toEqual(new Set([10]));
    const samples = await asked(0.5);
    expect(Math.min(...samples)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...samples)).toBeLessThanOrEqual(15);
    expect(new Set(samples).size).toBeGreaterThan(1900);
  });

  it("stays finite for a huge factor", async () => {
    expect(Number.isFinite(await delay([1], 1, 1e6))).toBe(true);
  });
});
