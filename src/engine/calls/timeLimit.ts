import { sleepLong, startTimer } from "../../timers.ts";
import { stopReason } from "../flows/runStopped.ts";

/**
 * Gives work a time limit. When it is up, the controller is aborted with the error and the error
 * is thrown; work that does not heed the signal goes on unheard.
 */
export async function withinSeconds<T>(
  seconds: number,
  controller: AbortController,
  makeError: () => Error,
  work: () => T | Promise<T>,
): Promise<T> {
  let stopTimer = () => {};
  const late = new Promise<never>((_, reject) => {
    stopTimer = startTimer(seconds * 1000, () => {
      const error = makeError();
      controller.abort(error);
      reject(error);
    });
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    stopTimer();
  }
}

/** Waits. @throws RunStopped when the run has to stop first */
export async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw stopReason(signal);
  if (seconds <= 0) return;
  try {
    await sleepLong(seconds * 1000, signal);
  } catch {
    throw stopReason(signal);
  }
}
