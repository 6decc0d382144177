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
 * is reached, and at last has less priority, so that the worker has its hands full. Each is given
 * as a ratio to what it was before the crowd had come, in the same process.
 */
export async function crowdedLatency({ system, sizes, start }: Bench): Promise<Findings> {
  const { crowdedQueue: queue } = system;
  if (!queue) throw new Error("The system has no queues.");
  const latencies = await startLatencies(system, sizes);
  // What comes first would pay for the warming up, which is not the crowd's merit.
  await latencies.measure();
  const alone = await latencies.measure();
  await queue.fill(sizes.crowd);
  const end = await start();
  const paused = await latencies.measure();
  await queue.block("full");
  const full = await latencies.measure();
  const used = await end();
  await queue.open();
  const busy = await latencies.measure();
  await queue.block("paused");
  await latencies.stop();
  const figures: Record<string, number> = {};
  for (const [name, found] of Object.entries({ alone, paused, full, busy })) {
    for (const percent of ["p50", "p99"]) {
      const [value = NaN, before = NaN] = [found[percent], alone[percent]];
      figures[`${name} ${percent}`] = value;
      if (found !== alone) figures[`${name} ${percent} ratio`] = value / before;
    }
  }
  return { figures, units: 2 * sizes.latencyRuns, used };
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
