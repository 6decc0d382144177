import type { FaultServer } from "./faultServer.ts";
import { type ConnectionReport, judgeUnharmed } from "./loseConnections.ts";
import { openMixedLoad } from "./mixedLoad.ts";
import type { Load, Stage } from "./stage.ts";

export interface ServerCrashOptions {
  workers: number;
  crashes: number;
  everyMilliseconds: number;
  load: Load;
  patienceSeconds: number;
}

export interface ServerCrashReport extends ConnectionReport {
  /** Milliseconds from each start of the server until another step was recorded. */
  recoveries: number[];
}

/** Crashes PostgreSQL under load, again and again, and starts it at once. */
export async function crashServer(
  stage: Stage,
  server: FaultServer,
  options: ServerCrashOptions,
): Promise<ServerCrashReport> {
  for (let i = 0; i < options.workers; i++) stage.startWorker();
  await stage.untilWorkers(options.workers);
  const recoveries = await crashAgainAndAgain(stage, server, options, async () => {
    await stage.enqueue(options.load);
    await stage.untilSomeRun();
  });
  return { ...(await judgeUnharmed(stage, options.crashes)), recoveries };
}

/** The same while the engine is in the midst of everything that it can be in the midst of. */
export async function crashServerInTheMidst(
  stage: Stage,
  server: FaultServer,
  options: Omit<ServerCrashOptions, "load"> & { runs: number },
): Promise<ServerCrashReport> {
  await using mixed = await openMixedLoad(stage);
  for (let i = 0; i < options.workers; i++) stage.startWorker();
  await stage.untilWorkers(options.workers + 1);
  const recoveries = await crashAgainAndAgain(stage, server, options, async () => {
    await mixed.untilInTheMidst(options.runs);
  });
  const judged = await judgeUnharmed(stage, options.crashes);
  const faults = [...judged.faults, ...(await mixed.faults()), ...(await mixed.overlaps())];
  return { ...judged, faults, recoveries };
}

/** Answers how long each recovery took. */
async function crashAgainAndAgain(
  stage: Stage,
  server: FaultServer,
  { crashes, everyMilliseconds, patienceSeconds }: Omit<ServerCrashOptions, "load">,
  prepare: () => Promise<void>,
): Promise<number[]> {
  const recoveries: number[] = [];
  for (let crash = 1; crash <= crashes; crash++) {
    await prepare();
    await stage.pause(everyMilliseconds * stage.random.next());
    await server.crash();
    await server.start();
    const at = Date.now();
    stage.tell(`Crash ${crash} of ${crashes}.`);
    await stage.untilRecordedAfter(at);
    recoveries.push(Date.now() - at);
  }
  await stage.untilAllEnded(patienceSeconds);
  return recoveries;
}

export interface OutageReport extends ConnectionReport {
  /** Runs whose holder changed, though their worker lived and had reported them. */
  epochsChanged: number;
}

/** Takes PostgreSQL away for longer than a lease, while steps are under way that last longer. */
export async function takeServerAway(
  stage: Stage,
  server: FaultServer,
  { workers, runs, patienceSeconds }: { workers: number; runs: number; patienceSeconds: number },
): Promise<OutageReport> {
  const outage = 3 * stage.lease.leaseSeconds * 1000;
  for (let i = 0; i < workers; i++) stage.startWorker();
  await stage.untilWorkers(workers);
  await stage.enqueue({ runs, steps: 2, milliseconds: Math.round(outage / 2) });
  await stage.untilSomeRun(runs);
  await stage.pause(stage.lease.heartbeatSeconds * 1000);
  await server.crash();
  await stage.pause(outage);
  await server.start();
  stage.tell(`The server was away for ${outage / 1000} s.`);
  await stage.untilAllEnded(patienceSeconds);
  const { rows } = await stage.pool.query<{ count: number }>(
    "select count(*) from provost.flow_runs where epoch > 1",
  );
  const epochsChanged = rows[0]?.count ?? 0;
  return { ...(await judgeUnharmed(stage, 1)), epochsChanged };
}
