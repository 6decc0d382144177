import { describe, expect, it } from "vitest";
import { type FreezeReport, freezeWorkers } from "./freezeWorkers.ts";
import { onStage } from "./onStage.ts";
import { times } from "./scale.ts";
import type { Stage } from "./stage.ts";
import { removeFence } from "./withoutFence.ts";

/** A step begins before the freeze and is due when its worker wakes up, in the successor's time. */
const freeze = (stage: Stage): Promise<FreezeReport> =>
  freezeWorkers(stage, {
    workers: 2,
    freezes: times(1),
    load: { runs: 5, steps: 2, milliseconds: Math.round(2.6 * stage.lease.leaseSeconds * 1000) },
    patienceSeconds: 40,
  });

describe("workers that are frozen for three leases and thawed", { timeout: 180_000 }, () => {
  it("write nothing any more, notice, and end", () =>
    onStage(async (stage) => {
      const report = await freeze(stage);
      expect(report.faults).toEqual([]);
      expect(report.staleWritesRefused).toBeGreaterThan(0);
      expect(Math.max(...report.recoveries)).toBeLessThan(15_000);
      expect(Math.max(...report.exits)).toBeLessThan(3000);
    }));

  it("are caught when there is no fence, which shows that all this can see", () =>
    onStage(async (stage) => {
      await removeFence(stage.pool);
      const { faults } = await freeze(stage);
      expect(faults).toContainEqual(
        expect.stringMatching(/recorded in epoch 1 and executed again/),
      );
    }));
});
