import { describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { onThisMachine } from "../support/slowness.ts";
import { cancelRuns } from "./cancelRuns.ts";
import { onStage } from "./onStage.ts";
import { times } from "./scale.ts";

describe("a run that is cancelled", () => {
  it("ends as Cancelled within five seconds, wherever it is, or had completed before", () =>
    onStage(async (stage) => {
      const worker = stage.startWorker({ PROVOST_WORKER_LIMIT: "20" });
      await stage.untilWorkers(1);
      const ids = await stage.enqueue({ runs: times(60), steps: 3, milliseconds: 100 });
      // Queued, claimed, in a task, about to finish: whatever each is doing at that moment.
      for (const id of ids) {
        await stage.pause(stage.random.between(0, 10));
        await stage.pool.query("select provost.cancel_flow_run($1)", [id]);
      }
      await stage.untilAllEnded(5);
      await eventually(async () => expect(await stage.count("CANCELLING")).toBe(0), { within: 5 });
      const { rows } = await stage.pool.query<{ name: string; count: number }>(
        "select state_name as name, count(*) from provost.flow_runs group by 1",
      );
      const counts = Object.fromEntries(rows.map(({ name, count }) => [name, count]));
      expect(counts["Cancelled"]).toBeGreaterThan(0);
      expect((counts["Cancelled"] ?? 0) + (counts["Completed"] ?? 0)).toBe(ids.length);
      expect(await stage.runsHeldBy(worker)).toEqual([]);
      const { faults } = await stage.judge();
      expect(faults.filter((fault) => !fault.endsWith("became CANCELLED."))).toEqual([]);
    }));

  it("ends so as well while it sleeps, pauses, calls, waits for a slot or a retry, or ends", () =>
    onStage(async (stage) => {
      const runs = times(60);
      const report = await cancelRuns(stage, { workers: 1, rounds: 1, runs, patienceSeconds: 30 });
      expect(report.faults).toEqual([]);
      expect(report.cancelled + report.completed).toBe(report.asked);
      expect(Math.max(...report.ends)).toBeLessThan(onThisMachine(5000));
      expect(report.stages).toEqual(expect.arrayContaining(["Running", "Sleeping", "Paused"]));
    }));
});
