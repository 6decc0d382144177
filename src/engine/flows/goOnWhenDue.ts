import { DatabaseUnreachable } from "../../errors.ts";
import { isRecord } from "../../flow/isRecord.ts";
import { RunNotCompleted } from "../../flow/runs/runErrors.ts";
import { State } from "../../flow/states/states.ts";
import type { Results } from "../results/results.ts";
import { reviveError } from "../store/reviveError.ts";
import { readFlowRunEnd } from "./endedFlowRun.ts";
import { stillHeld } from "./lateClaims.ts";
import type { RunServices } from "../store/runServices.ts";
import type { ClaimedRun } from "../store/runStore.ts";
import type { IdleCall } from "../waits/idleCall.ts";

/** The longest pause between two looks at a run that this process has let go of, in seconds. */
export const lookSeconds = 1;
const shortestPause = 0.05;

/**
 * Waits until a run that this process has let go of may go on, and takes it again. When it has
 * ended meanwhile, answers the state that it ended in.
 * @throws RunStopped when the code that waits has to stop
 */
export async function goOnWhenDue(
  { flowRunId, flowRunName }: Pick<ClaimedRun, "flowRunId" | "flowRunName">,
  services: RunServices,
  idle: IdleCall,
): Promise<{ claimed: ClaimedRun } | { state: State }> {
  const { store, results } = services;
  for (;;) {
    const fate = await store.readFate(flowRunId);
    if (!fate) {
      throw new RunNotCompleted(`Flow run "${flowRunName}" was deleted while it waited.`);
    }
    if (fate.isOver) {
      await idle.end();
      return { state: await readEnd(fate.runEnd, results) };
    }
    const seconds = fate.stateType === "SCHEDULED" ? (fate.delaySeconds ?? 0) : lookSeconds;
    if (seconds <= 0) {
      await idle.end();
      const claimed = await claimInTime(flowRunId, services);
      if (claimed) return { claimed };
    }
    const isPaused = fate.stateType === "PAUSED";
    // A script may be the only process there is, so that nobody else would end the pause in time.
    if (isPaused) await store.tendFlowRuns().catch(() => {});
    const shortly = Math.min(Math.max(seconds, shortestPause), lookSeconds);
    await idle.pause(shortly, isPaused ? Infinity : seconds);
  }
}

/**
 * Takes the run, if that can be done now and is known here before it goes back; should the answer
 * be lost, it will have gone back at a later look.
 */
async function claimInTime(
  flowRunId: string,
  { store, held }: RunServices,
): Promise<ClaimedRun | undefined> {
  const askedAt = performance.now();
  try {
    const claimed = await store.claimFlowRun(flowRunId);
    const [run] = await stillHeld(held, claimed ? [claimed] : [], askedAt);
    return run;
  } catch (error) {
    if (error instanceof DatabaseUnreachable) return undefined;
    throw error;
  }
}

/** With the error that the run has failed with, as code that catches it was told without a wait. */
async function readEnd(runEnd: unknown, results: Results): Promise<State> {
  const { state } = await readFlowRunEnd(runEnd, results);
  const error = isRecord(runEnd) ? reviveError(runEnd["error"]) : undefined;
  if (!error) return state;
  const { type, name, message } = state;
  return new State({ type, name, message, data: error });
}
