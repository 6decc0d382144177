import { setTimeout as sleep } from "node:timers/promises";
import type { Sizes } from "./sizes.ts";
import { type System, until } from "./system.ts";
import { type Bench, type Findings, quantiles } from "./workloads.ts";

/** From an insert until the code of what was inserted runs, in an otherwise idle system. */
export async function latency({ system, sizes, start }: Bench): Promise<Findings> {
  const latencies = await startLatencies(system, sizes);
  const end = await start();
  const figures = await latencies.measure();
  const used = await end();
  await latencies.stop();
  return { figures, units: sizes.latencyRuns, used };
}

/**
 * The same while a crowd of runs is due in another queue of the pool: which is paused, whose limit
 * is reached, and at last has less priority, so that the worker has its hands full. The first two
 * are also given as ratios to the same with nothing in that queue, in the same process.
 */
export async function crowdedLatency({ system, sizes, start }: Bench): Promise<Findings> {
  const { crowdedQueue: queue } = system;
  if (!queue) throw new Error("The system has no queues.");
  const latencies = await startLatencies(system, { ...sizes, latencyRuns: sizes.crowdLatencyRuns });
  await queue.create();
  // What comes first would pay for the warming up, which is not the crowd's merit.
  await latencies.measure();
  const blocks = ["paused", "full"] as const;
  const figures: Record<string, number> = {};
  const measureBoth = async (suffix: string) => {
    for (const how of blocks) {
      await queue.block(how);
      const { p50 = NaN, p99 = NaN } = await latencies.measure();
      Object.assign(figures, { [`${how} p50${suffix}`]: p50, [`${how} p99${suffix}`]: p99 });
    }
  };
  await measureBoth(" empty");
  await queue.block("paused");
  const filledAt = performance.now();
  await queue.fill(sizes.crowd);
  figures["fillSeconds"] = (performance.now() - filledAt) / 1000;
  // Nor is that each session plans its statements anew, once tables have been analyzed.
  await latencies.measure();
  const end = await start();
  await measureBoth("");
  const used = await end();
  for (const name of ["paused p50", "paused p99", "full p50", "full p99"]) {
    figures[`${name} ratio`] = (figures[name] ?? NaN) / (figures[`${name} empty`] ?? NaN);
  }
  await queue.open();
  const { p50 = NaN, p99 = NaN } = await latencies.measure();
  await queue.block("paused");
  await latencies.stop();
  return {
    figures: { ...figures, "busy p50": p50, "busy p99": p99 },
    units: blocks.length * sizes.crowdLatencyRuns,
    used,
  };
}

/** How much of all has been started when the last of the few has that came after the many. */
export async function fairness({ system, sizes, start }: Bench): Promise<Findings> {
  if (!system.enqueueFor) throw new Error("The system knows no fairness.");
  let started = 0;
  let lastOfFew = 0;
  await system.enqueueFor("many", sizes.fairRuns);
  await system.enqueueFor("few", sizes.fewRuns);
  const end = await start();
  const worker = await system.startWorker(100, (input) => {
    started++;
    if ((input as { key: string }).key === "few") lastOfFew = started;
  });
  await worker.untilIdle();
  const used = await end();
  await worker.stop();
  return { figures: { percent: (lastOfFew / started) * 100 }, units: started, used };
}

async function startLatencies(system: System, sizes: Sizes) {
  const delays: number[] = [];
  const worker = await system.startWorker(100, (input) => {
    const { insertedAt } = input as { insertedAt?: number };
    if (insertedAt !== undefined) delays.push(performance.now() - insertedAt);
  });
  const inserter = system.inserter(2);
  const insertSome = async (count: number) => {
    delays.length = 0;
    const inserts: Promise<void>[] = [];
    const startedAt = performance.now();
    for (let i = 1; i <= count; i++) {
      inserts.push(inserter.insert({ insertedAt: performance.now() }));
      await sleep(Math.max(startedAt + i * sizes.latencyPauseMilliseconds - performance.now(), 0));
    }
    await Promise.all(inserts);
    // The worker itself may have its hands full for long.
    await until(() => delays.length === count);
    return quantiles(delays);
  };
  await insertSome(20);
  return {
    measure: () => insertSome(sizes.latencyRuns),
    async stop() {
      await worker.untilIdle();
      await inserter.close();
      await worker.stop();
    },
  };
}
