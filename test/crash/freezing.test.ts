import { describe, expect, it } from "vitest";
import { lostExitCode } from "../../src/worker/workerProcess.ts";
import { eventually } from "../support/eventually.ts";
import { type FreezeOptions, type FreezeReport, freezeWorkers } from "./freezeWorkers.ts";
import { onStage } from "./onStage.ts";
import { onThisMachine } from "../support/slowness.ts";
import { times } from "./scale.ts";
import type { Stage } from "./stage.ts";
import { removeFence } from "./withoutFence.ts";

/** A step begins before the freeze and is due when its worker wakes up, in the successor's time. */
const freeze = (stage: Stage, often: Partial<FreezeOptions> = {}): Promise<FreezeReport> =>
  freezeWorkers(stage, {
    ...often,
    workers: 2,
    freezes: times(1),
    load: { runs: 5, steps: 2, milliseconds: Math.round(2.6 * stage.lease.leaseSeconds * 1000) },
    patienceSeconds: 40,
  });

async function holdsFence({ pool }: Stage): Promise<boolean> {
  const { rowCount } = await pool.query(
    `select from pg_locks l join pg_stat_activity s on s.pid = l.pid
     where l.relation = 'provost_private.active_runs'::regclass and l.mode = 'RowShareLock'
       and s.state = 'idle in transaction' and s.datname = current_database()`,
  );
  return rowCount === 1;
}

describe("workers that are frozen for three leases and thawed", () => {
  it("write nothing any more, notice, and end", () =>
    onStage(async (stage) => {
      const report = await freeze(stage);
      expect(report.faults).toEqual([]);
      expect(report.staleWritesRefused).toBeGreaterThan(0);
      expect(Math.max(...report.recoveries)).toBeLessThan(onThisMachine(15_000));
      expect(Math.max(...report.exits)).toBeLessThan(onThisMachine(3000));
    }));

  it("write nothing any more, either, when they are frozen again whenever they move", () =>
    onStage(async (stage) => {
      const report = await freeze(stage, { thaws: 3, transactions: 3 });
      expect(report.faults).toEqual([]);
      expect(Math.max(...report.recoveries)).toBeLessThan(onThisMachine(15_000));
      // What has begun a transaction is given some seconds.
      expect(Math.max(...report.exits)).toBeLessThan(onThisMachine(8000));
    }));

  it("keep nobody waiting whose transaction they have left open", () =>
    onStage(async (stage) => {
      const frozen = stage.startWorker();
      const id = await stage.start("holding", { milliseconds: 60_000 });
      await eventually(() => holdsFence(stage), { within: 30 });
      const at = Date.now();
      frozen.signal("SIGSTOP");
      stage.startWorker();
      await stage.untilBecomes(id, "Completed", 30);
      const [recovery = Infinity] = await stage.resumedAfter([id], at);
      expect(recovery).toBeLessThan(onThisMachine(15_000));
      const thawedAt = Date.now();
      frozen.signal("SIGCONT");
      expect(await frozen.exited).toBe(lostExitCode);
      // What it has begun it cannot be made to stop: it is given some seconds, then the process ends.
      expect(Date.now() - thawedAt).toBeLessThan(onThisMachine(8000));
      expect(await stage.read(id)).toMatchObject({ result: "held by nobody" });
      expect((await stage.judge()).faults).toEqual([]);
    }));

  it("are caught when there is no fence, which shows that all this can see", () =>
    onStage(async (stage) => {
      await removeFence(stage.pool);
      const seen = /recorded in epoch \d+ and executed again/;
      let faults: string[] = [];
      // One that comes to write only after its successor does no harm.
      for (let played = 0; played < 10 && !faults.some((fault) => seen.test(fault)); played++) {
        ({ faults } = await freeze(stage));
        await stage.endWorkers();
      }
      expect(faults).toContainEqual(expect.stringMatching(seen));
    }));
});
