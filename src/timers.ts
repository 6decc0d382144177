import { setTimeout as sleep } from "node:timers/promises";

/** In milliseconds; longer timers of Node go off at once. */
export const longestTimer = 2 ** 31 - 1;

/** Calls back once after any time, however long; answers how to undo it. */
export function startTimer(milliseconds: number, onTime: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (left: number): void => {
    const next = Math.min(left, longestTimer);
    timer = setTimeout(() => (next < left ? wait(left - next) : onTime()), next);
  };
  wait(milliseconds);
  return () => clearTimeout(timer);
}

/** Waits for any time, however long. Fails when the signal is aborted first. */
export async function sleepLong(milliseconds: number, signal: AbortSignal): Promise<void> {
  let left = milliseconds;
  do {
    await sleep(Math.min(left, longestTimer), undefined, { signal });
    left -= longestTimer;
  } while (left > 0);
}

const looks = 20;

/**
 * Calls back after so many milliseconds in which this process could have heard something; answers
 * how to undo it. A plain timer goes off first thing after the process was busy or frozen, before
 * what has arrived meanwhile is read: here a stall counts as one look, and the last comes after
 * what there is to read.
 */
export function afterListening(milliseconds: number, onTime: () => void): () => void {
  let left = looks;
  let last: NodeJS.Immediate | undefined;
  const timer = setInterval(() => {
    if (--left > 0) return;
    clearInterval(timer);
    last = setImmediate(onTime);
  }, milliseconds / looks);
  return () => {
    clearInterval(timer);
    clearImmediate(last);
  };
}
