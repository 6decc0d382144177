import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Used } from "./meter.ts";
import { typedInput } from "./provostFlows.ts";
import type { Sizes } from "./sizes.ts";
import type { Inserter, Kind, Store, System } from "./system.ts";

/** What a measurement found: figures of its own, and what it used. */
export interface Findings {
  figures: Record<string, number>;
  /** What the figures are about: runs, steps, inserts. */
  units: number;
  used: Used;
}

export interface Bench<Measured extends Store = System> {
  system: Measured;
  sizes: Sizes;
  /** Begins what is measured; answers what ends it. */
  start: () => Promise<() => Promise<Used>>;
  /** Starts a worker in a process of its own; answers what stops it. */
  startWorkerElsewhere: () => Promise<() => Promise<void>>;
}

/** From the start of a worker until all that had been queued is done. */
export async function drain({ system, sizes, start }: Bench): Promise<Findings> {
  const drainAll = async (count: number) => {
    await system.enqueue("noop", count);
    const end = await start();
    const worker = await system.startWorker(500);
    await worker.untilIdle();
    const used = await end();
    await worker.stop();
    return used;
  };
  await drainAll(sizes.runs / 10);
  return perSecond(sizes.runs, await drainAll(sizes.runs));
}

export const steps = ({ sizes, ...bench }: Bench): Promise<Findings> =>
  runIdleWorker({ sizes, ...bench }, "steps", sizes.stepsInFlight, sizes.stepRuns, sizes.steps);

export async function fanOut({ sizes, ...bench }: Bench): Promise<Findings> {
  let peakMegabytes = 0;
  const { figures, ...rest } = await runIdleWorker(
    { sizes, ...bench },
    "fanOut",
    sizes.stepsInFlight,
    1,
    sizes.fanOut,
    // Of one such run: how much more is let lie by the next is up to the garbage collector.
    () => (peakMegabytes = process.resourceUsage().maxRSS / 1024),
  );
  return { figures: { ...figures, peakMegabytes }, ...rest };
}

export const sequence = ({ sizes, ...bench }: Bench): Promise<Findings> =>
  runIdleWorker({ sizes, ...bench }, "steps", sizes.stepsInFlight, 1, sizes.sequence);

/** What a worker's heap gains while it executes many runs, after it has warmed up. */
export async function memory({ system, sizes, start }: Bench): Promise<Findings> {
  const fifth = sizes.memoryRuns / 5;
  const worker = await system.startWorker(500);
  const runFifth = async () => {
    await system.enqueue("noop", fifth);
    await worker.untilIdle();
  };
  await runFifth();
  const before = heapMegabytes();
  const end = await start();
  for (let i = 1; i < 5; i++) await runFifth();
  const used = await end();
  const gainedMegabytes = heapMegabytes() - before;
  await worker.stop();
  return { figures: { gainedMegabytes }, units: 4 * fifth, used };
}

/** What is in use after a full collection. */
function heapMegabytes(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().heapUsed / 1024 ** 2;
}

/**
 * From putting work in, while a worker waits for it, until all of it is done. The same work is done
 * once before, since workers go on for days: what comes first pays for compiling and planning.
 */
async function runIdleWorker(
  { system, start }: Bench,
  kind: Kind,
  limit: number,
  count: number,
  size: number,
  onceWarm: () => void = () => {},
): Promise<Findings> {
  const worker = await system.startWorker(limit);
  await system.enqueue(kind, count, size);
  await worker.untilIdle();
  onceWarm();
  const end = await start();
  await system.enqueue(kind, count, size);
  await worker.untilIdle();
  const findings = perSecond(count * size, await end());
  await worker.stop();
  return findings;
}

/** Single inserts, as many as the connections can do within the time. */
export async function singleInserts({ system, sizes, start }: Bench<Store>): Promise<Findings> {
  const inserter = system.inserter(sizes.insertConnections);
  await insertFor(0.3, inserter, sizes);
  const end = await start();
  const count = await insertFor(sizes.insertSeconds, inserter, sizes);
  const findings = perSecond(count, await end());
  await inserter.close();
  return findings;
}

/** The same while a worker of another process executes what was inserted. */
export async function busyInserts(bench: Bench): Promise<Findings> {
  const stop = await bench.startWorkerElsewhere();
  const findings = await singleInserts(bench);
  await stop();
  return findings;
}

async function insertFor(seconds: number, inserter: Inserter, sizes: Sizes): Promise<number> {
  const endAt = performance.now() + seconds * 1000;
  let count = 0;
  const lane = async () => {
    while (performance.now() < endAt) await inserter.insert(typedInput(count++));
  };
  await Promise.all(Array.from({ length: sizes.insertConnections }, lane));
  return count;
}

/** One statement, values included. */
export async function bulkInsert({ system, sizes, start }: Bench<Store>): Promise<Findings> {
  const inputs = Array.from({ length: sizes.bulkRuns }, (_none, i) => typedInput(i));
  await system.insertMany(inputs.slice(0, sizes.bulkRuns / 50));
  const end = await start();
  await system.insertMany(inputs);
  return perSecond(sizes.bulkRuns, await end());
}

/** How long after the instant at which they are all due the runs of many schedules start. */
export async function schedules({ system, sizes, start }: Bench): Promise<Findings> {
  if (!system.startSchedules) throw new Error("The system has no schedules.");
  const { schedules: count, scheduleLeadSeconds, scheduleTailSeconds } = sizes;
  const starts: number[] = [];
  const { dueAt, stop } = await system.startSchedules(count, scheduleLeadSeconds, () => {
    starts.push(Date.now());
  });
  await sleep(dueAt - 1000 - Date.now());
  const end = await start();
  await sleep(dueAt + scheduleTailSeconds * 1000 - Date.now());
  const used = await end();
  await stop();
  if (starts.length !== count) throw new Error(`Expected ${count} runs, ${starts.length} started.`);
  const { p0: first = 0, p50 = 0, p100: last = 0 } = quantiles(starts.map((at) => at - dueAt));
  const serverSeconds = used.serverCpuSeconds;
  return {
    figures: { first, p50, last, ...(serverSeconds === undefined ? {} : { serverSeconds }) },
    units: count,
    used,
  };
}

/** Of runs of the last 30 days, those that are older than a week are removed. */
export async function prune({ system, sizes, start }: Bench): Promise<Findings> {
  if (!system.prune) throw new Error("The system prunes nothing.");
  const end = await start();
  const { before, after } = await system.prune("7 days");
  const used = await end();
  const figures = { seconds: used.milliseconds / 1000, left: after / before };
  return { figures, units: sizes.historyRuns, used };
}

/** What a round of the scheduler costs in which ten schedules are due, of few and of many. */
export async function schedulerTick({ system, sizes, start }: Bench): Promise<Findings> {
  const { planning } = system;
  if (!planning) throw new Error("The system has no scheduler.");
  const figures: Record<string, number> = {};
  const [few = 0, ...more] = sizes.activeSchedules;
  let used: Used | undefined;
  for (const count of [few, ...more]) {
    await planning.fill(count);
    for (let i = 0; i < 5; i++) await planning.tick();
    const end = await start();
    for (let i = 0; i < sizes.schedulerTicks; i++) await planning.tick();
    used = await end();
    figures[`of${count}`] = (1000 * cpuSeconds(used)) / sizes.schedulerTicks;
    figures[`buffersOf${count}`] = await planning.buffersOfALook();
  }
  const most = more.at(-1) ?? few;
  const growth = (figures[`of${most}`] ?? NaN) / (figures[`of${few}`] ?? NaN);
  const buffersGrowth = (figures[`buffersOf${most}`] ?? NaN) / (figures[`buffersOf${few}`] ?? NaN);
  if (!used) throw new Error("Nothing was measured.");
  return { figures: { ...figures, growth, buffersGrowth }, units: sizes.schedulerTicks, used };
}

/** What 80 schedules of every 2 to 5 minutes cost: planned, started and ended. */
export async function scheduledHours({ system, sizes, start }: Bench): Promise<Findings> {
  if (!system.planning) throw new Error("The system has no scheduler.");
  const playHour = await system.planning.simulate(80);
  await playHour();
  let runs = 0;
  const end = await start();
  for (let hour = 0; hour < sizes.scheduledHours; hour++) runs += await playHour();
  const used = await end();
  const perHour = cpuSeconds(used) / sizes.scheduledHours;
  return {
    figures: { cpuSecondsPerHour: perHour, runsPerHour: runs / sizes.scheduledHours },
    units: runs,
    used,
  };
}

const cpuSeconds = ({ nodeCpuSeconds, serverCpuSeconds = 0 }: Used): number =>
  nodeCpuSeconds + serverCpuSeconds;

/** Calls of a task that are sent to the background at once, and then executed. */
export const delayedTasks = async ({ system, sizes, start }: Bench): Promise<Findings> => {
  const { background } = system;
  if (!background) throw new Error("The system has no background tasks.");
  const send = async (count: number) => {
    const end = await start();
    await background.send(count);
    return await end();
  };
  const drainAll = async () => {
    const end = await start();
    const server = await background.serve(500);
    await server.untilIdle();
    const used = await end();
    await server.stop();
    return used;
  };
  await send(sizes.runs / 10);
  await drainAll();
  const sending = await send(sizes.runs);
  const { figures, ...rest } = perSecond(sizes.runs, await drainAll());
  const sentPerSecond = sizes.runs / (sending.milliseconds / 1000);
  return { figures: { sentPerSecond, ...figures }, ...rest };
};

function perSecond(units: number, used: Used): Findings {
  const { milliseconds } = used;
  return {
    figures: { perSecond: units / (milliseconds / 1000), milliseconds, each: milliseconds / units },
    units,
    used,
  };
}

export function quantiles(values: readonly number[]): Record<string, number> {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (percent: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor((percent / 100) * sorted.length))] ?? NaN;
  return { p0: at(0), p50: at(50), p99: at(99), p100: at(100) };
}
