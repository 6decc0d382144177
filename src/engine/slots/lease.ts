import type { SlotAnswer, SlotRequest } from "../../db/slotFunctions.ts";
import type { HeldSlots } from "../../flow/concurrency.ts";
import { SlotsLost } from "../../flow/runs/runErrors.ts";
import type { SlotStore } from "./slotStore.ts";

/** Slots that are held. Those of no flow run are renewed, long before they expire (`LeaseKeeper`). */
export class Lease implements HeldSlots {
  readonly limits: readonly string[];
  readonly #store: SlotStore;
  readonly #request: SlotRequest;
  readonly #runSignal: AbortSignal | undefined;
  readonly #stopsWhenLost: boolean;
  readonly #lost = new AbortController();
  readonly #stopRenewing: () => void = () => {};
  #signal: AbortSignal | undefined;
  #released: Promise<void> | undefined;

  constructor(
    store: SlotStore,
    request: SlotRequest,
    { limits }: SlotAnswer,
    runSignal: AbortSignal | undefined,
    stopsWhenLost: boolean,
  ) {
    this.#store = store;
    this.#request = request;
    this.#runSignal = runSignal;
    this.#stopsWhenLost = stopsWhenLost;
    this.limits = limits;
    const { leaseSeconds, mode } = request;
    if (limits.length === 0 || mode === "rate_limit") this.#released = Promise.resolve();
    else if (leaseSeconds !== null) {
      this.#stopRenewing = store.keep(request.leaseId, leaseSeconds, () => this.#lose());
    }
  }

  get signal(): AbortSignal {
    this.#signal ??= this.#runSignal
      ? AbortSignal.any([this.#runSignal, this.#lost.signal])
      : this.#lost.signal;
    return this.#signal;
  }

  release(): Promise<void> {
    this.#stopRenewing();
    // What cannot be given back is free when its lease or its run ends.
    this.#released ??= this.#store.free(this.#request.leaseId).catch(() => {});
    return this.#released;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }

  #lose(): void {
    if (this.#released) return;
    const error = new SlotsLost(`The slots of ${this.limits.join(", ")} have been lost.`, {
      detail: "Their lease was not renewed in time, or an operator took them away.",
      hint: "Others may hold them now. Take a longer lease if the database is often out of reach.",
    });
    if (this.#stopsWhenLost) this.#lost.abort(error);
    else process.emitWarning(error.message, { detail: error.detail ?? "" });
  }
}
