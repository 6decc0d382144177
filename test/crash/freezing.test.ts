import { describe, expect, it } from "vitest";
import { useDatabase, withDatabase } from "../support/database.ts";
import { type FreezeReport, freezeWorkers } from "./freezeWorkers.ts";
import { times } from "./scale.ts";
import { Stage } from "./stage.ts";
import { useStage } from "./useStage.ts";
import { removeFence } from "./withoutFence.ts";

const stage = useStage(useDatabase());

/** A step begins before the freeze and is due when its worker wakes up, in the successor's time. */
const freeze = (on: Stage): Promise<FreezeReport> =>
  freezeWorkers(on, {
    workers: 1,
    freezes: times(1),
    load: { runs: 5, steps: 2, milliseconds: Math.round(2.6 * on.lease.leaseSeconds * 1000) },
    patienceSeconds: 30,
  });

describe("workers that are frozen for three leases and thawed", () => {
  it("write nothing any more, notice, and end", async () => {
    const report = await freeze(stage());
    expect(report.faults).toEqual([]);
    expect(report.staleWritesRefused).toBeGreaterThan(0);
    expect(Math.max(...report.recoveries)).toBeLessThan(15_000);
    expect(Math.max(...report.exits)).toBeLessThan(3000);
  });

  it("are caught when there is no fence, which shows that all this can see", async () => {
    await withDatabase({}, async ({ pool, connection }) => {
      const { seed, lease, tell } = stage();
      await using scratch = await Stage.open({ pool, connection, seed, lease, tell });
      await removeFence(pool);
      const { faults } = await freeze(scratch);
      expect(faults).toContainEqual(
        expect.stringMatching(/recorded in epoch 1 and executed again/),
      );
    });
  });
});
