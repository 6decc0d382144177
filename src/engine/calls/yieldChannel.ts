import { InvalidInput } from "../../errors.ts";
import { discourageRetry } from "../tasks/retriable.ts";

type Source = AsyncIterator<unknown> | Iterator<unknown>;

/** What the consumer wants next: another value, or the end. */
interface Demand {
  readonly kind: "next" | "return";
  readonly deliver: (value: unknown) => void;
}

const end = Symbol("end");

/**
 * Hands the values of a generator from the run that makes them to the code that uses them: one at
 * a time, when it is asked for. The run lasts until the generator is exhausted, or the consumer
 * has had enough; both are success.
 */
export class YieldChannel {
  #demand: Demand | undefined;
  #wake = () => {};
  /** The last run of the generator; earlier ones, such as those that timed out, are shut out. */
  #source: Source | undefined;
  /** How many values the consumer has. */
  #given = 0;
  #failure: { readonly error: unknown } | undefined;

  /**
   * The side of the run: what is called in the place of the generator function. When the run goes on
   * after a wait it makes all values again, of which the consumer has the first already.
   */
  async produce(source: Source): Promise<void> {
    this.#source = source;
    this.#failure = undefined;
    try {
      for (let again = this.#given; again > 0; again--) {
        if ((await source.next()).done === true) return;
      }
      for (;;) {
        const demand = await this.#nextDemand();
        if (this.#source !== source || demand.kind === "return") {
          await source.return?.();
          return;
        }
        const { done, value } = await source.next();
        if (done === true || this.#source !== source) return;
        this.#given++;
        this.#demand = undefined;
        demand.deliver(value);
      }
    } catch (error) {
      // Values that have been used cannot be taken back.
      if (this.#given > 0) discourageRetry(error);
      this.#failure = { error };
      throw error;
    }
  }

  /** The side of the consumer. `start` begins the run, whose promise it answers. */
  async *consume(start: () => Promise<unknown>): AsyncGenerator<unknown, void, undefined> {
    const run = start();
    const over = run.then(() => end);
    let isOver = false;
    try {
      for (;;) {
        const value = await Promise.race([this.#ask("next"), over]);
        if (value === end) break;
        yield value;
      }
      isOver = true;
      if (this.#failure) throw this.#failure.error;
      if (!this.#source) throw notRunAgain();
    } catch (error) {
      isOver = true;
      throw error;
    } finally {
      if (!isOver) {
        void this.#ask("return");
        await run;
      }
    }
  }

  #ask(kind: Demand["kind"]): Promise<unknown> {
    return new Promise((deliver) => {
      this.#demand = { kind, deliver };
      this.#wake();
    });
  }

  async #nextDemand(): Promise<Demand> {
    while (!this.#demand) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.#demand;
  }
}

function notRunAgain(): InvalidInput {
  return new InvalidInput("The values of a generator were not made again.", {
    detail: "Its run is recorded already, or another call has the same key.",
    hint: "Use the values where they are made the first time, or give the call a key of its own.",
  });
}
