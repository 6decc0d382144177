import { setTimeout as sleep } from "node:timers/promises";

export interface EventuallyOptions {
  /** Seconds until the last failure is thrown. Default 10. */
  within?: number;
}

/**
 * Repeats `check` until it neither throws nor returns false, and returns what it returned. The way
 * to wait in a test: for a fact, never for an amount of time.
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  { within = 10 }: EventuallyOptions = {},
): Promise<T> {
  const deadline = performance.now() + within * 1000;
  for (;;) {
    try {
      const result = await check();
      if (result !== false) return result;
      if (performance.now() > deadline) throw new Error(`Still false after ${within} s`);
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await sleep(10);
  }
}
