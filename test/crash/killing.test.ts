import { describe, expect, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { times } from "./scale.ts";
import { killWorkers } from "./killWorkers.ts";
import { useStage } from "./useStage.ts";

const stage = useStage(useDatabase());

describe("workers that are killed at any moment", () => {
  it("lose no run, repeat nothing that was recorded, and are replaced in time", async () => {
    const report = await killWorkers(stage(), {
      workers: 2,
      kills: times(3),
      everyMilliseconds: 200,
      load: { runs: 15, steps: 10, milliseconds: 60 },
      patienceSeconds: 30,
    });
    expect(report.faults).toEqual([]);
    expect(report.runs).toBe(15 * report.kills);
    expect(report.tasks).toBe(10 * report.runs);
    expect(report.interrupted).toBeGreaterThan(0);
    expect(Math.max(...report.recoveries)).toBeLessThan(15_000);
    expect(report.doubleExecutions).toBeLessThanOrEqual(report.interrupted);
  });
});
