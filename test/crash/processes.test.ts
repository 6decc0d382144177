import { describe, expect, it } from "vitest";
import { lostExitCode } from "../../src/worker/workerProcess.ts";
import { eventually } from "../support/eventually.ts";
import { onThisMachine } from "../support/slowness.ts";
import { blockLoops } from "./blockLoops.ts";
import { onStage } from "./onStage.ts";
import { times } from "./scale.ts";

describe("a worker process", () => {
  it("whose event loop is blocked for three leases is not taken for dead", () =>
    onStage(async (stage) => {
      stage.startWorker();
      const others = await stage.enqueue({ runs: 5, steps: 2, milliseconds: 100 });
      const milliseconds = Math.round(3 * stage.lease.leaseSeconds * 1000);
      const blocking = await stage.start("blocking", { milliseconds });
      await stage.untilAllEnded(90);
      for (const id of [blocking, ...others]) {
        expect(await stage.read(id)).toMatchObject({ state_name: "Completed", epoch: 1 });
      }
      expect((await stage.judge()).faults).toEqual([]);
    }));

  it("whose event loop is blocked for a minute is shown as stalled, and as online afterwards", () =>
    onStage(async (stage) => {
      const milliseconds = Math.round(3 * stage.lease.leaseSeconds * 1000);
      const report = await blockLoops(stage, {
        workers: 1,
        blocks: 1,
        milliseconds,
        load: { runs: 5, steps: 2, milliseconds: 100 },
        patienceSeconds: 90,
        // A third of the time is a minute.
        env: { NODE_OPTIONS: `--import=${fastThreads(60_000 / (milliseconds / 3))}` },
      });
      expect(report.faults).toEqual([]);
    }));

  it("whose heartbeat takes longer than a lease to load is not taken for dead before", () =>
    onStage(async (stage) => {
      stage.startWorker();
      await stage.untilWorkers(1);
      const milliseconds = Math.round(3 * stage.lease.leaseSeconds * 1000);
      stage.startWorker({ NODE_OPTIONS: `--import=${slowThreads(milliseconds)}` });
      await stage.untilWorkers(2);
      await stage.enqueue({ runs: 5, steps: 2, milliseconds: 100 });
      await stage.untilAllEnded(90);
      const { rows } = await stage.pool.query<{ status: string }>(
        "select status from provost.workers",
      );
      expect(rows.map(({ status }) => status)).toEqual(["ONLINE", "ONLINE"]);
      expect((await stage.judge()).faults).toEqual([]);
    }));

  it("that a run ends takes no other run along, and the run is given up in the end", () =>
    onStage(async (stage) => {
      const poison = await stage.start("poison", { how: "abort", milliseconds: 100 });
      // Its only step lasts longer than any worker lives: it gets no further either.
      const [other = ""] = await stage.enqueue({ runs: 1, steps: 1, milliseconds: 1000 });
      const supervisor = superviseWorker(() => stage.startWorker());
      await stage.untilBecomes(poison, "Crashed", 90);
      await stage.untilAllEnded(60);
      supervisor.stop();
      // From the second time on it had a process of its own, whose end did no harm to the third worker.
      expect(await stage.read(poison)).toMatchObject({
        crash_count: 2,
        state_message: expect.stringContaining("SIGABRT"),
      });
      const ended = stage.workers.filter((worker) => worker.hasExited());
      const ends = await Promise.all(ended.map(({ exited }) => exited));
      // Those that were lost, on a machine that was late, are not to blame on the run.
      expect(ends.filter((code) => code !== lostExitCode)).toHaveLength(2);
      expect((await stage.read(other)).state_name).toBe("Completed");
      expect((await stage.judge()).faults).toEqual([]);
    }));

  it("that is asked to stop hands back what it cannot end in time, uncharged", () =>
    onStage(async (stage) => {
      const grace = { PROVOST_WORKER_SHUTDOWN_GRACE_SECONDS: "0.5" };
      stage.startWorker(grace);
      stage.startWorker(grace);
      await stage.untilWorkers(2);
      const runs = times(40);
      await stage.enqueue({ runs: runs / 2, steps: 2, milliseconds: 20 });
      const long = await stage.enqueue({ runs: runs / 2, steps: 2, milliseconds: 4000 });
      const [first, held] = await eventually(
        async () => {
          for (const worker of await stage.busyWorkers()) {
            const runs = await stage.runsHeldBy(worker);
            if (runs.some((id) => long.includes(id))) return [worker, runs] as const;
          }
          throw new Error("Expected a worker that holds a long run");
        },
        { within: 60 },
      );
      const at = Date.now();
      first.signal("SIGTERM");
      expect(await first.exited).toBe(0);
      const exitedAt = Date.now();
      await stage.untilAllEnded(60);
      const resumed = await stage.resumedAfter(held, at);
      expect(resumed.length).toBeGreaterThan(0);
      expect(Math.max(...resumed) - (exitedAt - at)).toBeLessThan(onThisMachine(2000));
      const { rows } = await stage.pool.query(
        "select from provost.flow_runs where crash_count > 0 or run_count > 1",
      );
      expect(rows).toHaveLength(0);
      expect((await stage.judge()).faults).toEqual([]);
    }));
});

/** A module that keeps each thread of a process waiting before it loads its code. */
const slowThreads = (milliseconds: number): string =>
  `data:text/javascript,${encodeURIComponent(
    `import { isMainThread } from "node:worker_threads";
     if (!isMainThread) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${milliseconds});`,
  )}`;

/** A module that makes time pass so many times faster in each thread of a process but the first. */
const fastThreads = (factor: number): string =>
  `data:text/javascript,${encodeURIComponent(
    `import { isMainThread } from "node:worker_threads";
     const now = performance.now.bind(performance);
     if (!isMainThread) performance.now = () => ${factor} * now();`,
  )}`;

/** Starts a worker, and another each time that it has ended. */
function superviseWorker(start: () => { hasExited(): boolean }): { stop(): void } {
  let worker = start();
  const timer = setInterval(() => {
    if (worker.hasExited()) worker = start();
  }, 50);
  return { stop: () => clearInterval(timer) };
}
