import { describe, expect, it } from "vitest";
import { killWorkers } from "./killWorkers.ts";
import { onStage } from "./onStage.ts";
import { onThisMachine } from "../support/slowness.ts";
import { times } from "./scale.ts";

describe("workers that are killed at any moment", () => {
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
      expect(Math.max(...report.recoveries)).toBeLessThan(onThisMachine(15_000));
      expect(report.doubleExecutions).toBeLessThanOrEqual(report.takenOver);
    }));

  it("are survived by nobody, and yet the next one takes over what they held", () =>
    onStage(async (stage) => {
      const workers = [stage.startWorker(), stage.startWorker()];
      await stage.untilWorkers(2);
      const runs = await stage.enqueue({ runs: 10, steps: 2, milliseconds: 3000 });
      await stage.untilSomeRun(runs.length);
      for (const worker of workers) worker.signal("SIGKILL");
      await Promise.all(workers.map(({ exited }) => exited));
      // Long enough for a lease to run out, had somebody been there to see it.
      await stage.pause(2 * stage.lease.leaseSeconds * 1000);
      expect(await stage.count("RUNNING")).toBe(runs.length);
      const at = Date.now();
      stage.startWorker();
      await stage.untilAllEnded(60);
      const resumed = await stage.resumedAfter(runs, at);
      expect(resumed).toHaveLength(runs.length);
      expect(Math.max(...resumed)).toBeLessThan(
        stage.lease.leaseSeconds * 1000 + onThisMachine(15_000),
      );
      expect((await stage.judge()).faults).toEqual([]);
    }));
});
