import { pause } from "../calls/timeLimit.ts";
import type { RunWaits } from "./runWaits.ts";

/** How code waits for a run that waits itself. */
export interface IdleCall {
  /**
   * Waits for so long, with nothing to expect before it is due.
   * @throws RunStopped when the run has to stop first
   */
  pause(seconds: number, dueInSeconds: number): Promise<void>;
  /** From now on the code does something else. */
  end(): Promise<void>;
}

/** Code that stays in memory meanwhile. */
export function heldCall(signal: AbortSignal): IdleCall {
  return { pause: (seconds) => pause(seconds, signal), end: async () => {} };
}

/** A call in the body of a run, which may be let go of meanwhile: then the call is never answered. */
export function bodyCall(key: string, waits: RunWaits, signal: AbortSignal): IdleCall {
  const unlessLetGo = async (work: () => Promise<void> | void): Promise<void> => {
    try {
      await work();
    } finally {
      if (waits.isLetGo) await new Promise<never>(() => {});
    }
  };
  return {
    pause: (seconds, dueInSeconds) =>
      unlessLetGo(() => {
        waits.idle(key, dueInSeconds);
        return pause(seconds, signal);
      }),
    end: () => unlessLetGo(() => waits.endIdling(key)),
  };
}
