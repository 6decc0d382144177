import { setTimeout as sleep } from "node:timers/promises";
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
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = makeError();
      controller.abort(error);
      reject(error);
    }, seconds * 1000);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits. @throws RunStopped when the run has to stop first */
export async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw stopReason(signal);
  if (seconds <= 0) return;
  try {
    await sleep(seconds * 1000, undefined, { signal });
  } catch {
    throw stopReason(signal);
  }
}
