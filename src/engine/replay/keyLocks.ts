import { KeyLockTimeout } from "../../flow/runs/runErrors.ts";
import { RunStopped } from "../flows/runStopped.ts";
import type { KeyHolder, RunStore } from "../store/runStore.ts";
import { pause, withinSeconds } from "../calls/timeLimit.ts";

export type Unlock = () => Promise<void>;

/** How often another process is asked about a key that it holds: soon, then less and less often. */
const firstPauseSeconds = 0.02;
const longestPauseSeconds = 1;

/**
 * Locks of keys, so that a result is computed by one run at a time. Runs of this process wait for
 * one another here and are woken; only the first of them asks the database.
 */
export class KeyLocks {
  readonly #store: RunStore;
  readonly #timeoutSeconds: number;
  readonly #held = new Map<string, { readonly holder: KeyHolder; readonly freed: Promise<void> }>();

  constructor(store: RunStore, timeoutSeconds: number) {
    this.#store = store;
    this.#timeoutSeconds = timeoutSeconds;
  }

  /**
   * Waits until the key is free, and takes it; in the `memory` of this process only, if so wished.
   * @throws KeyLockTimeout, and RunStopped when the run has to stop first
   */
  async lock(holder: KeyHolder, inMemory: boolean, signal: AbortSignal): Promise<Unlock> {
    const waiting = new AbortController();
    const late = () =>
      new KeyLockTimeout(`The key "${holder.key}" was not free within ${this.#timeoutSeconds} s.`, {
        detail: "Another run computes its result, or two runs wait for each other's keys.",
        hint: "Look for runs that hang, or set PROVOST_TASKS_KEY_LOCK_TIMEOUT_SECONDS.",
      });
    const signals = AbortSignal.any([signal, waiting.signal]);
    return await withinSeconds(this.#timeoutSeconds, waiting, late, () =>
      this.#take(holder, inMemory, signals),
    );
  }

  async #take(holder: KeyHolder, inMemory: boolean, signal: AbortSignal): Promise<Unlock> {
    const { key } = holder;
    for (let other = this.#held.get(key); other; other = this.#held.get(key)) {
      if (isSame(other.holder, holder)) return keepLocked;
      await untilFreed(other.freed, signal);
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held.set(key, { holder, freed: promise });
    const leave = () => {
      this.#held.delete(key);
      resolve();
    };
    if (inMemory) return async () => leave();
    try {
      await this.#takeInDatabase(holder, signal);
    } catch (error) {
      leave();
      throw error;
    }
    return async () => {
      // If it is lost, the lock ends with the run.
      await this.#store.freeKeyLock(holder).catch(() => {});
      leave();
    };
  }

  async #takeInDatabase(holder: KeyHolder, signal: AbortSignal): Promise<void> {
    for (let seconds = firstPauseSeconds; ; seconds = Math.min(seconds * 2, longestPauseSeconds)) {
      const taken = await this.#store.takeKeyLock(holder);
      if (taken === undefined) throw new RunStopped("lost");
      if (taken) return;
      await pause(seconds * (0.75 + Math.random() / 2), signal);
    }
  }
}

const isSame = (a: KeyHolder, b: KeyHolder): boolean =>
  a.flowRunId === b.flowRunId && a.holder === b.holder;

/** The first of a holder to lock a key frees it. */
async function keepLocked(): Promise<void> {}

/** Leaves no timer behind, which would keep the process alive. */
async function untilFreed(freed: Promise<void>, signal: AbortSignal): Promise<void> {
  const enough = new AbortController();
  try {
    await Promise.race([freed, pause(Infinity, AbortSignal.any([signal, enough.signal]))]);
  } finally {
    enough.abort();
  }
}
