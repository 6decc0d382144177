import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { BenchServer } from "./benchServer.ts";
import { measureInChild } from "./childProcess.ts";
import { type StoreName, stores, type WorkloadName } from "./order.ts";
import { busyTicks } from "./meter.ts";
import type { Row } from "./rows.ts";
import type { Sizes } from "./sizes.ts";
import type { Findings } from "./workloads.ts";

/** What is measured: a workload of a system, in empty tables or in such with a history. */
export interface Subject {
  workload: WorkloadName;
  system: StoreName;
  inHistory: boolean;
}

export interface Measurement extends Subject, Findings {
  repeat: number;
  /** The machine's load average just before. */
  load: number;
}

/** All that the rows need, each once; what is to be compared stands together. */
export function subjectsOf(rows: readonly Row[]): Subject[] {
  const wanted = rows.flatMap(({ workload, floorWorkload, floor, queue, inHistory = false }) => {
    const isIn = (inHistory: boolean): Subject[] => [
      { workload, system: "provost", inHistory },
      ...(floor ? [{ workload: floorWorkload ?? workload, system: floor, inHistory }] : []),
      ...(queue ? [{ workload, system: queue, inHistory }] : []),
    ];
    return inHistory ? [...isIn(false), ...isIn(true)] : isIn(false);
  });
  const unique = new Map(wanted.map((subject) => [nameOf(subject), subject]));
  const first = (key: "workload" | "system", { [key]: value }: Subject): number =>
    wanted.findIndex((subject) => subject[key] === value);
  return [...unique.values()].toSorted(
    (a, b) =>
      first("workload", a) - first("workload", b) || first("system", a) - first("system", b),
  );
}

export const nameOf = ({ workload, system, inHistory }: Subject): string =>
  `${workload} ${system}${inHistory ? " history" : ""}`;

export interface MeasureOptions {
  server: BenchServer;
  sizes: Sizes;
  repeats: number;
  /** Waits a while for the machine to be idle before each measurement. */
  waitForIdle: boolean;
  profileFolder: string | undefined;
  signal: AbortSignal;
  tell: (line: string) => void;
}

/** Measures everything, interleaved within each repeat. */
export async function measureAll(
  subjects: readonly Subject[],
  options: MeasureOptions,
): Promise<Measurement[]> {
  const { server, repeats, signal, tell } = options;
  await makeTemplates(subjects, options);
  const measurements: Measurement[] = [];
  for (let repeat = 1; repeat <= repeats; repeat++) {
    for (const subject of subjects) {
      signal.throwIfAborted();
      try {
        const measurement = await measureOne(subject, repeat, options);
        measurements.push(measurement);
        tell(`${repeat} ${nameOf(subject)}: ${figuresLine(measurement.figures)}`);
      } catch (error) {
        // The others are worth having nevertheless.
        process.exitCode = 1;
        tell(`${repeat} ${nameOf(subject)}: ${String(error)}`);
      }
    }
  }
  await server.dropDatabase("bench");
  return measurements;
}

async function measureOne(
  subject: Subject,
  repeat: number,
  { server, sizes, waitForIdle, profileFolder, signal }: MeasureOptions,
): Promise<Measurement> {
  const connection = await server.createDatabase("bench", templateOf(subject));
  await server.checkpoint();
  if (waitForIdle) await untilIdle();
  const [load = 0] = loadavg();
  const { workload, system } = subject;
  const name = `${nameOf(subject)} ${repeat}`.replaceAll(" ", "-");
  const profile = profileFolder === undefined ? undefined : { folder: profileFolder, name };
  const order = { workload, system, connection, serverPid: server.pid, sizes, profile };
  return { ...subject, ...(await measureInChild(order, signal)), repeat, load };
}

const templateOf = ({ system, inHistory }: Subject): string =>
  inHistory ? `history_${system}` : `empty_${system}`;

async function makeTemplates(
  subjects: readonly Subject[],
  { server, sizes, signal, tell }: MeasureOptions,
): Promise<void> {
  const templates = new Map(subjects.map((subject) => [templateOf(subject), subject]));
  for (const [template, { system, inHistory }] of templates) {
    signal.throwIfAborted();
    const kind = stores[system];
    const connection = await server.createDatabase(template);
    await kind.install(connection);
    if (!inHistory) continue;
    const startedAt = performance.now();
    await kind.seedHistory?.(connection, sizes.historyRuns);
    tell(`history of ${system}: ${Math.round((performance.now() - startedAt) / 1000)} s`);
  }
}

function figuresLine(figures: Readonly<Record<string, number>>): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name} ${value > 100 ? Math.round(value) : value.toFixed(2)}`)
    .join(", ");
}

const idleShare = 0.6;
const mostWaitMilliseconds = 12_000;

/** Waits for a moment in which most of the machine is idle, but not for ever. */
async function untilIdle(): Promise<void> {
  const cores = navigator.hardwareConcurrency;
  const startedAt = performance.now();
  while (performance.now() - startedAt < mostWaitMilliseconds) {
    const before = busyTicks();
    await sleep(500);
    const after = busyTicks();
    if (before === undefined || after === undefined) return;
    const busyCores = (after - before) / 100 / 0.5;
    if (1 - busyCores / cores > idleShare) return;
  }
}
