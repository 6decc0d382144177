import { setTimeout as sleep } from "node:timers/promises";
import { waitAtMost } from "../waitAtMost.ts";

/** Work that is done again and again until it is stopped. */
export interface Service {
  readonly name: string;
  /** Ends the current wait, if there is one: the work is done again now. */
  wake(): void;
  /** Waits for work that is under way, but not for long. */
  stop(): Promise<void>;
}

export interface ServiceOptions {
  name: string;
  /**
   * Does the work once, and answers after how many milliseconds it is to be done again. Once the
   * signal is aborted, what fails is not tried again.
   */
  work: (signal: AbortSignal) => Promise<number>;
  onError: (error: unknown, name: string) => void;
  /** Up to which the pause after errors in a row grows. Default 30. */
  longestBackOffSeconds?: number;
}

const firstBackOff = 1000;
/** What has no answer by then may never have one. */
const farewellMilliseconds = 2000;

/**
 * Runs a service. After an error it goes on, after a pause that grows from 1 s on. What is
 * due, late or dead is decided by the function that `work` calls, in the database.
 */
export function startService(options: ServiceOptions): Service {
  const { name, work, onError, longestBackOffSeconds = 30 } = options;
  const stopping = new AbortController();
  let waking = new AbortController();
  let wasWoken = false;

  async function pause(milliseconds: number): Promise<void> {
    if (wasWoken || milliseconds <= 0) return;
    waking = new AbortController();
    const signal = AbortSignal.any([waking.signal, stopping.signal]);
    await sleep(milliseconds, undefined, { signal }).catch(() => {});
  }

  async function run(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted;) {
      wasWoken = false;
      try {
        const again = await work(stopping.signal);
        failures = 0;
        await pause(again);
      } catch (error) {
        if (stopping.signal.aborted) return;
        onError(error, name);
        await pause(
          Math.min(firstBackOff * 2 ** Math.min(failures++, 5), longestBackOffSeconds * 1000),
        );
      }
    }
  }

  const running = run();
  return {
    name,
    wake() {
      wasWoken = true;
      waking.abort();
    },
    async stop() {
      stopping.abort();
      await waitAtMost(farewellMilliseconds, running);
    },
  };
}
