import type { SlotStore } from "./slotStore.ts";

/** How long it goes on to listen after the last waiter: the next one is often not far. */
const lingerMs = 500;

/** Waits that end early when the database says so. It listens only while somebody waits. */
export class WakeUps {
  readonly #store: SlotStore;
  readonly #sleepers = new Map<string, () => void>();
  #stopListening: (() => void) | undefined;
  #restTimer: NodeJS.Timeout | undefined;

  constructor(store: SlotStore) {
    this.#store = store;
  }

  /** Waits for a while, or until the lease is granted or the signal aborted. Never throws. */
  async sleep(
    leaseId: string,
    milliseconds: number,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = () => resolve();
    const timer = setTimeout(wake, milliseconds);
    signal?.addEventListener("abort", wake, { once: true });
    this.#sleepers.set(leaseId, wake);
    clearTimeout(this.#restTimer);
    this.#stopListening ??= this.#store.listen((id) => this.#wake(id));
    try {
      if (!signal?.aborted) await promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", wake);
      this.#sleepers.delete(leaseId);
      if (this.#sleepers.size === 0) this.#restTimer = setTimeout(() => this.close(), lingerMs);
    }
  }

  #wake(leaseId: string | undefined): void {
    if (leaseId !== undefined) this.#sleepers.get(leaseId)?.();
    else for (const wake of this.#sleepers.values()) wake();
  }

  /** Stops listening; a later waiter begins again. */
  close(): void {
    clearTimeout(this.#restTimer);
    this.#stopListening?.();
    this.#stopListening = undefined;
  }
}
