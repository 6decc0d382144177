import type { Comparison } from "./compareJournal.ts";
import { connectionUrl } from "./connectionUrl.ts";
import { startLossyProxy } from "./lossyProxy.ts";
import { slowness } from "../support/slowness.ts";
import type { Load, Stage } from "./stage.ts";
import { leaseVariables } from "./workerProcess.ts";

export interface ConnectionReport extends Comparison {
  /** Connections that were cut, or answers that were lost. */
  cuts: number;
  /** Runs that were charged a crash, although no worker had crashed. */
  charged: number;
}

export interface CutOptions {
  workers: number;
  cuts: number;
  everyMilliseconds: number;
  load: Load;
  patienceSeconds: number;
}

/** Ends server processes of the workers' connections, one after the other, whatever they do. */
export async function cutConnections(stage: Stage, options: CutOptions): Promise<ConnectionReport> {
  const { workers, cuts, everyMilliseconds, load, patienceSeconds } = options;
  for (let i = 0; i < workers; i++) stage.startWorker();
  await stage.untilWorkers(workers);
  await stage.enqueue(load);
  for (let cut = 0; cut < cuts; cut++) {
    if ((await stage.count("SCHEDULED", "RUNNING")) === 0) await stage.enqueue(load);
    const { rows } = await stage.pool.query<{ pid: number }>(
      `select pid from pg_stat_activity
       where datname = current_database() and application_name like 'provost%' order by pid`,
    );
    if (rows.length > 0) {
      await stage.pool.query("select pg_terminate_backend($1)", [stage.random.pick(rows).pid]);
    }
    await stage.pause(everyMilliseconds * stage.random.next());
  }
  await stage.untilAllEnded(patienceSeconds);
  return await judgeUnharmed(stage, cuts);
}

/** Loses answers to the calls that change states: nothing runs twice, and everything ends. */
export async function loseAnswers(
  stage: Stage,
  options: { load: Load; answers: number; patienceSeconds: number },
): Promise<ConnectionReport> {
  await using proxy = await startLossyProxy(stage.connection, {
    calls: /record_task_runs|finish_flow_runs|claim_flow_runs/,
    isLost: () => stage.random.next() < 0.2,
  });
  stage.startWorker({ DATABASE_URL: connectionUrl(proxy.connection) });
  await stage.untilWorkers(1);
  while (proxy.lost < options.answers) {
    await stage.enqueue(options.load);
    await stage.untilAllEnded(options.patienceSeconds);
  }
  const report = await judgeUnharmed(stage, proxy.lost);
  await stage.endWorkers();
  return report;
}

export interface SilenceReport extends ConnectionReport {
  /** Milliseconds from the silence until a step was recorded by the worker that it befell. */
  recovery: number;
}

/** Long enough that a worker can find out, and be heard of again, before it is taken for dead. */
const lease = {
  heartbeatSeconds: 1,
  leaseSeconds: 6 * Math.min(slowness(), 3),
  reapSeconds: 0.5,
};

/** A worker's connections all lead nowhere from one moment on, while another looks on. */
export async function silenceConnections(
  stage: Stage,
  { load, patienceSeconds }: { load: Load; patienceSeconds: number },
): Promise<SilenceReport> {
  await using proxy = await startLossyProxy(stage.connection);
  const url = connectionUrl(proxy.connection);
  stage.startWorker({ ...leaseVariables(lease), DATABASE_URL: url });
  await stage.untilWorkers(1);
  const ids = await stage.enqueue(load);
  await stage.untilSomeRun(ids.length);
  stage.startWorker(leaseVariables(lease));
  await stage.untilWorkers(2);
  const at = Date.now();
  proxy.silence();
  await stage.untilRecordedAfter(at + 1000);
  const recovery = Date.now() - at;
  await stage.untilAllEnded(patienceSeconds);
  const report = await judgeUnharmed(stage, 1);
  await stage.endWorkers();
  return { ...report, recovery };
}

/** No worker may have ended, or have been taken for dead, or for the crash of a run. */
export async function judgeUnharmed(stage: Stage, cuts: number): Promise<ConnectionReport> {
  const judged = await stage.judge();
  const faults = stage.workers
    .filter((worker) => worker.hasExited())
    .map(({ pid, output }) => `Process ${pid} ended: ${output().slice(-500)}`);
  const { rows } = await stage.pool.query<{ reaped: number }>(
    "select count(*) as reaped from provost.workers where status = 'OFFLINE'",
  );
  const { reaped = 0 } = rows[0] ?? {};
  const charged = await stage.countTakenOver();
  if (reaped > 0) faults.push(`${reaped} living workers were taken for dead.`);
  return { ...judged, cuts, charged, faults: [...judged.faults, ...faults] };
}
