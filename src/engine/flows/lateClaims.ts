import type { HeldRun, HeldRuns } from "./heldRuns.ts";

interface Claimed {
  readonly flowRunId: string;
  readonly epoch: number;
}

/**
 * What a claim has brought, without what went back before its answer came here: on a connection
 * that stood still, or in a process that did, it may have taken longer than a lease. Whoever
 * executes it holds it at once.
 */
export async function stillHeld<Run extends Claimed>(
  held: HeldRuns,
  claimed: readonly Run[],
  askedAt: number,
): Promise<readonly Run[]> {
  let runs = claimed;
  let since = askedAt;
  while (runs.length > 0 && performance.now() - since > held.inTimeMilliseconds) {
    since = performance.now();
    runs = await confirm(held, runs);
  }
  return runs;
}

/** Those of claimed runs which the database, when it is told that they are held, knows to be. */
async function confirm<Run extends Claimed>(
  held: HeldRuns,
  runs: readonly Run[],
): Promise<readonly Run[]> {
  const lost = new Set<Run>();
  const holders = runs.map((run): HeldRun => ({
    id: run.flowRunId,
    epoch: run.epoch,
    // One that is being cancelled hears of it again as soon as it executes.
    stop: ({ kind }) => kind === "lost" && lost.add(run),
  }));
  for (const holder of holders) held.add(holder);
  await held.confirm();
  // By then those that are executed are held in their place.
  setImmediate(() => holders.forEach((holder) => held.remove(holder)));
  return runs.filter((run) => !lost.has(run));
}
