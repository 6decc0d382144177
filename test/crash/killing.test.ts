import { describe, expect, it } from "vitest";
import { killWorkers } from "./killWorkers.ts";
import { onStage } from "./onStage.ts";
import { times } from "./scale.ts";

describe("workers that are killed at any moment", { timeout: 180_000 }, () => {
  it("lose no run, repeat nothing that was recorded, and are replaced in time", () =>
    onStage(async (stage) => {
      const report = await killWorkers(stage, {
        workers: 2,
        kills: times(3),
        everyMilliseconds: 200,
        load: { runs: 15, steps: 10, milliseconds: 60 },
        patienceSeconds: 40,
      });
      expect(report.faults).toEqual([]);
      expect(report.runs).toBe(15 * report.kills);
      expect(report.tasks).toBe(10 * report.runs);
      expect(report.interrupted).toBeGreaterThan(0);
      expect(Math.max(...report.recoveries)).toBeLessThan(15_000);
      expect(report.doubleExecutions).toBeLessThanOrEqual(report.interrupted);
    }));
});
