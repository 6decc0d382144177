import { PauseTimedOut, RunNotCompleted } from "../../flow/runs/runErrors.ts";
import { State } from "../../flow/states/states.ts";
import type { EndedFlowRun } from "../../flow/waits/waitForFlowRun.ts";
import { readFlowRunEnd } from "./endedFlowRun.ts";
import type { RunServices } from "../store/runServices.ts";
import type { ClaimedRun } from "../store/runStore.ts";
import { pause } from "../calls/timeLimit.ts";

/** The longest pause between two looks at a run that this process has let go of, in seconds. */
const lookSeconds = 1;

/** What the database says of a run whose pause has timed out. */
const neverResumed = "The flow was paused and never resumed.";

/**
 * Waits until a run that this process has let go of may go on, and takes it again. When it has
 * ended meanwhile, answers the state that it ended in, with PauseTimedOut if nobody resumed it.
 * @throws RunStopped when the signal is aborted
 */
export async function goOnWhenDue(
  { flowRunId, flowRunName }: ClaimedRun,
  { store, results }: RunServices,
  signal: AbortSignal,
): Promise<{ claimed: ClaimedRun } | { state: State }> {
  for (;;) {
    const fate = await store.readFate(flowRunId);
    if (!fate) {
      throw new RunNotCompleted(`Flow run "${flowRunName}" was deleted while it waited.`);
    }
    if (fate.isOver) return { state: sayTimedOut(await readFlowRunEnd(fate.runEnd, results)) };
    const seconds = fate.stateType === "SCHEDULED" ? (fate.delaySeconds ?? 0) : lookSeconds;
    if (seconds <= 0) {
      const claimed = await store.claimFlowRun(flowRunId);
      if (claimed) return { claimed };
    }
    // A script may be the only process there is, so that nobody else would end the pause in time.
    if (fate.stateType === "PAUSED") await store.tendFlowRuns().catch(() => {});
    await pause(Math.min(Math.max(seconds, 0.05), lookSeconds), signal);
  }
}

function sayTimedOut({ state }: EndedFlowRun): State {
  const { type, name, message } = state;
  if (message !== neverResumed) return state;
  return new State({ type, name, message, data: new PauseTimedOut(neverResumed) });
}
