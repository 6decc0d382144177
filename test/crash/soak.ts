import { createPool } from "../../src/db/pool.ts";
import { loadSettings } from "../../src/settings/settings.ts";
import { startServicesAlone } from "../../src/worker/workerProcess.ts";
import { blockLoops } from "./blockLoops.ts";
import { cancelRuns } from "./cancelRuns.ts";
import type { Comparison } from "./compareJournal.ts";
import { crashServer, crashServerInTheMidst, takeServerAway } from "./crashServer.ts";
import { type FaultServer, startFaultServer } from "./faultServer.ts";
import { faultHolders } from "./faultHolders.ts";
import { freezeWorkers } from "./freezeWorkers.ts";
import { killWorkers } from "./killWorkers.ts";
import { cutConnections, loseAnswers } from "./loseConnections.ts";
import { type FaultName, help, readOptions, type SoakOptions } from "./soakOptions.ts";
import { type Load, Stage } from "./stage.ts";
import { leaseVariables } from "./workerProcess.ts";

const tell = (line: string): void => console.error(line);

const load: Load = { runs: 8, steps: 10, milliseconds: 200 };

type Played = Comparison & { detections?: number[]; recoveries?: number[] };

type Player = (stage: Stage, server: FaultServer, count: number) => Promise<Played>;

const common = { workers: 4, load, patienceSeconds: 120 };

const players: Readonly<Record<FaultName, Player>> = {
  kill: (stage, _server, count) =>
    killWorkers(stage, { ...common, kills: count, everyMilliseconds: 2000 }),
  freeze: (stage, _server, count) =>
    freezeWorkers(stage, {
      ...common,
      freezes: Math.ceil(count / 10),
      load: { runs: 10, steps: 2, milliseconds: Math.round(2600 * stage.lease.leaseSeconds) },
    }),
  refreeze: (stage, _server, count) =>
    freezeWorkers(stage, {
      ...common,
      freezes: Math.ceil(count / 10),
      thaws: 3,
      transactions: 4,
      load: { runs: 10, steps: 2, milliseconds: Math.round(2600 * stage.lease.leaseSeconds) },
    }),
  block: (stage, _server, count) =>
    blockLoops(stage, {
      ...common,
      blocks: Math.ceil(count / 25),
      milliseconds: 75_000,
    }),
  slots: async (stage, _server, count) => {
    const faults = [
      await faultHolders(stage, { signal: "SIGKILL", faults: Math.ceil(count / 5), runs: 40 }),
      await faultHolders(stage, { signal: "SIGSTOP", faults: Math.ceil(count / 10), runs: 40 }),
    ].flat();
    const judged = await stage.judge();
    return { ...judged, faults: [...judged.faults, ...faults] };
  },
  cancel: async (stage, _server, count) => {
    const options = { ...common, rounds: Math.ceil(count / 5), runs: 60 };
    const { ends, ...report } = await cancelRuns(stage, options);
    return { ...report, recoveries: ends };
  },
  reply: (stage, _server, count) => loseAnswers(stage, { ...common, answers: 10 * count }),
  cut: (stage, _server, count) =>
    cutConnections(stage, { ...common, cuts: 20 * count, everyMilliseconds: 100 }),
  crash: (stage, server, count) =>
    crashServer(stage, server, {
      ...common,
      crashes: Math.ceil(count / 5),
      everyMilliseconds: 2000,
    }),
  midst: (stage, server, count) =>
    crashServerInTheMidst(stage, server, {
      ...common,
      runs: 28,
      crashes: Math.ceil(count / 5),
      everyMilliseconds: 2000,
    }),
  outage: (stage, server) => takeServerAway(stage, server, { ...common, runs: 50 }),
};

/** Plays one fault in a database of its own, and answers whether all was well. */
async function soak(fault: FaultName, { count, seed, lease }: SoakOptions): Promise<boolean> {
  await using server = await startFaultServer();
  const { connection } = server;
  const pool = createPool(connection, { applicationName: "soak", onError: () => {} });
  try {
    await using stage = await Stage.open({ pool, connection, seed, lease, tell });
    await using _server = serve(stage);
    const startedAt = performance.now();
    const {
      faults,
      detections = [],
      recoveries = [],
      ...figures
    } = await players[fault](stage, server, count);
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    const times = { detectedAfter: spread(detections), resumedAfter: spread(recoveries) };
    console.log(JSON.stringify({ fault, seed, seconds, ...figures, ...times }));
    for (const line of faults) console.log(`NOT RIGHT: ${line}`);
    const isLate = Math.max(0, ...recoveries) > 15_000;
    if (isLate) console.log("NOT RIGHT: a run waited for more than 15 s for another holder.");
    return faults.length === 0 && !isLate;
  } finally {
    await pool.end();
  }
}

/**
 * What a server does beside its workers. Without one, workers that are all killed within a lease
 * of their start have nobody who sees another's heartbeat stand still for long enough.
 */
function serve({ pool, connection, lease }: Stage): AsyncDisposable {
  const settings = loadSettings({ ...leaseVariables(lease), PROVOST_LOGGING_LEVEL: "CRITICAL" });
  const services = startServicesAlone({
    database: { pool, connection, close: async () => {} },
    settings,
  });
  return { [Symbol.asyncDispose]: () => services.stop() };
}

/** In seconds. */
function spread(milliseconds: readonly number[]): object | undefined {
  if (milliseconds.length === 0) return undefined;
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (share: number) =>
    Math.round((sorted[Math.floor(share * (sorted.length - 1))] ?? 0) / 100) / 10;
  return { min: at(0), p50: at(0.5), p99: at(0.99), max: at(1) };
}

// The workers are not to follow a profile of whoever plays this.
process.env["PROVOST_PROFILES_PATH"] ??= "/nonexistent/profiles.toml";
const options = readOptions(process.argv.slice(2));
if (options.wantsHelp) {
  console.log(help);
} else {
  for (const fault of options.faults) {
    if (!(await soak(fault, options))) process.exitCode = 1;
  }
}
