import { setImmediate as nextTurn } from "node:timers/promises";

const startsPerTurn = 100;

/**
 * Spreads the starts of many calls over turns of the event loop: the first are recorded while
 * others start, instead of all being held in memory until the last has started.
 */
export class Turns {
  #left = startsPerTurn;
  #last: Promise<void> | undefined;
  #ahead = 0;

  /** What the next start has to wait for, if anything. */
  take(): Promise<void> | undefined {
    if (this.#left === 0) {
      this.#left = startsPerTurn;
      this.#ahead++;
      this.#last = this.#turnAfter(this.#last);
    }
    this.#left--;
    return this.#last;
  }

  async #turnAfter(turn: Promise<void> | undefined): Promise<void> {
    await turn;
    await nextTurn();
    this.#ahead--;
    if (this.#ahead === 0) this.#last = undefined;
  }
}
