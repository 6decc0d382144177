import { setImmediate as nextTurn } from "node:timers/promises";

/** Spreads many starts over turns of the event loop, so that it can do something else in between. */
export class Turns {
  readonly #perTurn: number;
  #left: number;
  #turn: Promise<void> | undefined;

  constructor(perTurn: number) {
    this.#perTurn = perTurn;
    this.#left = perTurn;
  }

  /** What the next start has to wait for; nothing for the first ones. */
  take(): Promise<void> | undefined {
    if (this.#left === 0) {
      this.#left = this.#perTurn;
      this.#turn = turnAfter(this.#turn);
    }
    this.#left--;
    return this.#turn;
  }
}

async function turnAfter(turn: Promise<void> | undefined): Promise<void> {
  await turn;
  await nextTurn();
}
