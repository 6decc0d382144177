import { sleepLong } from "./timers.ts";

/**
 * Waits until something is over, the time is up, or `hurry` is aborted, and answers whether it is
 * over. It fails as what is waited for does, unless that is later.
 */
export async function waitAtMost(
  milliseconds: number,
  awaited: Promise<unknown>,
  hurry?: AbortSignal,
): Promise<boolean> {
  const enough = new AbortController();
  const signal = hurry ? AbortSignal.any([enough.signal, hurry]) : enough.signal;
  const timeIsUp = sleepLong(milliseconds, signal).catch(() => {});
  try {
    return await Promise.race([awaited.then(() => true), timeIsUp.then(() => false)]);
  } finally {
    enough.abort();
  }
}
