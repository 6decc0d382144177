import type { Comparison } from "./compareJournal.ts";
import type { Load, Stage } from "./stage.ts";

export interface KillOptions {
  workers: number;
  kills: number;
  /** From a kill to the next load, on average. */
  everyMilliseconds: number;
  /** Enqueued before each kill, which comes when it is no more than half done. */
  load: Load;
  /** How long everything may take to end after the last kill. */
  patienceSeconds: number;
}

export interface KillReport extends Comparison {
  kills: number;
  /** Runs that a killed worker held. */
  interrupted: number;
  /** How often a run was taken from a worker that was dead, or late for its lease. */
  takenOver: number;
  /** Milliseconds from each kill until the worker was declared dead. */
  detections: number[];
  /** Milliseconds from each kill until the runs that it interrupted had another holder. */
  recoveries: number[];
}

/** Kills workers in the middle of their work, again and again, each time starting another. */
export async function killWorkers(stage: Stage, options: KillOptions): Promise<KillReport> {
  const { workers, kills, everyMilliseconds, load } = options;
  for (let i = 0; i < workers; i++) stage.startWorker();
  await stage.untilWorkers(workers);
  const killed: { pid: number; at: number; held: string[] }[] = [];
  for (let kill = 1; kill <= kills; kill++) {
    await stage.pause(everyMilliseconds * (0.5 + stage.random.next()));
    // On a machine that is short of time, kills must not come faster than processes can start.
    await stage.untilAllWork();
    await stage.enqueue(load);
    // The younger half has just started; to kill those again and again would be another fault.
    const busy = await stage.busyWorkers();
    const victim = stage.random.pick(busy.slice(0, Math.ceil(busy.length / 2)));
    await stage.pause(stage.random.next() * 0.5 * load.steps * load.milliseconds);
    const at = Date.now();
    victim.signal("SIGKILL");
    await victim.exited;
    const held = await stage.runsHeldBy(victim);
    killed.push({ pid: victim.pid, at, held });
    stage.tell(`Kill ${kill} of ${kills}: process ${victim.pid}, which held ${held.length} runs.`);
    stage.startWorker();
  }
  await stage.untilAllEnded(options.patienceSeconds);
  const recoveries: number[] = [];
  const detections: number[] = [];
  for (const { pid, at, held } of killed) {
    recoveries.push(...(await stage.resumedAfter(held, at)));
    detections.push((await stage.declaredDeadAt(pid)) - at);
  }
  const interrupted = killed.reduce((sum, { held }) => sum + held.length, 0);
  const takenOver = await stage.countTakenOver();
  return { ...(await stage.judge()), kills, interrupted, takenOver, detections, recoveries };
}
