import type { Comparison } from "./compareJournal.ts";
import { lostExitCode } from "../../src/worker/workerProcess.ts";
import type { Load, Stage } from "./stage.ts";

export interface FreezeOptions {
  workers: number;
  freezes: number;
  /** How many times each is thawed for a moment in between. Default: never. */
  thaws?: number;
  /** How many more runs keep a transaction open at each freeze. Default: none. */
  transactions?: number;
  load: Load;
  patienceSeconds: number;
}

export interface FreezeReport extends Comparison {
  freezes: number;
  interrupted: number;
  recoveries: number[];
  /** Milliseconds from each thaw until the process had noticed and ended. */
  exits: number[];
}

/**
 * Freezes workers for three leases, and perhaps again as soon as they move; thawed, each still ends
 * the steps that it had begun.
 */
export async function freezeWorkers(stage: Stage, options: FreezeOptions): Promise<FreezeReport> {
  const { workers, freezes, thaws = 0, transactions = 0, load } = options;
  const report = { freezes, interrupted: 0, recoveries: [] as number[], exits: [] as number[] };
  const unexpected: string[] = [];
  for (let i = 0; i < workers; i++) stage.startWorker();
  await stage.untilWorkers(workers);
  for (let freeze = 1; freeze <= freezes; freeze++) {
    const from = Date.now();
    for (let i = 0; i < transactions; i++) {
      await stage.start("holding", { milliseconds: load.milliseconds });
    }
    await stage.enqueue(load);
    // One worker may have taken all that has steps, and the other all that has none.
    const victim = stage.random.pick(await stage.workersAtWork(from));
    await stage.pause(stage.random.between(0, 1000));
    const at = Date.now();
    victim.signal("SIGSTOP");
    const held = await stage.runsHeldBy(victim);
    stage.tell(`Freeze ${freeze} of ${freezes}: process ${victim.pid} with ${held.length} runs.`);
    await stage.pause(3 * stage.lease.leaseSeconds * 1000);
    await stage.declaredDeadAt(victim.pid);
    // What it still writes comes too late only if another one is at work.
    if (held.length > 0) {
      await stage.untilAtWork(
        at,
        (line) => line.pid !== victim.pid && held.includes(line.flowRunId),
      );
    }
    for (let thaw = 0; thaw < thaws && !victim.hasExited(); thaw++) {
      victim.signal("SIGCONT");
      await stage.pause(stage.random.between(0, 100));
      victim.signal("SIGSTOP");
      await stage.pause(1.5 * stage.lease.leaseSeconds * 1000);
    }
    const thawedAt = Date.now();
    victim.signal("SIGCONT");
    const code = await victim.exited;
    report.exits.push(Date.now() - thawedAt);
    if (freeze < freezes) stage.startWorker();
    if (code !== lostExitCode) unexpected.push(`Process ${victim.pid} ended with ${code}.`);
    report.interrupted += held.length;
    report.recoveries.push(...(await stage.resumedAfter(held, at)));
  }
  await stage.untilAllEnded(options.patienceSeconds);
  const judged = await stage.judge();
  return { ...judged, ...report, faults: [...judged.faults, ...unexpected] };
}
