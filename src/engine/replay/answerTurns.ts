import { setTimeout as sleep } from "node:timers/promises";

interface Turn {
  readonly at: number;
  readonly order: number;
  readonly resolve: () => void;
}

/** For so long nothing recorded is answered before all of it is taken to be called for. */
const quietMs = 50;

/** When what is recorded, and called or awaited again, is answered. */
export class AnswerTurns {
  /** The earliest last. */
  readonly #turns: Turn[] = [];
  #turnCount = 0;
  #isInOrder = true;
  #underWay = 0;
  #quiet: Promise<void> | undefined;

  /**
   * Until all that was over before an instant, and is awaited again, has been answered again: a race
   * of waits and tasks is won by the one that has won it before.
   */
  async inTurn(at: number | null | undefined): Promise<void> {
    const order = this.#turnCount++;
    if (at === null || at === undefined) return;
    await new Promise<void>((resolve) => {
      this.#turns.push({ at, order, resolve });
      this.#isInOrder = false;
      // By then the body has called all that it calls at this point.
      if (this.#turns.length === 1) setImmediate(() => this.#takeTurn());
    });
  }

  /** Answers in turn what is to be read first. */
  async answer<T>(at: number | undefined, read: () => Promise<T>): Promise<T> {
    this.#underWay++;
    try {
      await this.inTurn(at);
      return await read();
    } finally {
      this.#underWay--;
    }
  }

  /** Until all that is recorded has been answered, as far as the code has called for it. */
  untilQuiet(): Promise<void> {
    return (this.#quiet ??= this.#waitForQuiet());
  }

  async #waitForQuiet(): Promise<void> {
    let answered: number;
    do {
      answered = this.#turnCount;
      await sleep(quietMs);
    } while (answered < this.#turnCount || this.#underWay > 0 || this.#turns.length > 0);
    this.#quiet = undefined;
  }

  #takeTurn(): void {
    if (!this.#isInOrder) this.#turns.sort((a, b) => b.at - a.at || b.order - a.order);
    this.#isInOrder = true;
    this.#turns.pop()?.resolve();
    if (this.#turns.length > 0) setImmediate(() => this.#takeTurn());
  }
}
