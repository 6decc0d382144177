import { TimedOut } from "../runs/runErrors.ts";
import { listFutures } from "./futureList.ts";
import type { FutureList } from "./futureList.ts";
import { settled, timeoutOf } from "./taskFuture.ts";
import type { ResultOptions, TaskFuture, WaitOptions } from "./taskFuture.ts";

/**
 * The futures of a `map` over a future: how many there are is known when that is over. Awaiting it
 * gives the list of results, or throws what the first task that failed threw. When what it maps
 * over has failed, it stands for one task run, which is not ready.
 */
export class LateFutureList<Result> implements PromiseLike<Result[]> {
  readonly #futures: Promise<readonly TaskFuture<Result>[]>;

  constructor(futures: Promise<readonly TaskFuture<Result>[]>) {
    this.#futures = futures;
    // Whoever awaits it hears of it.
    futures.catch(() => {});
  }

  /** The single futures, as soon as there are any. */
  async futures(): Promise<TaskFuture<Result>[]> {
    return [...(await this.#futures)];
  }

  /** Waits until every task is over, or the time is. Answers whether all are; never throws. */
  wait(options?: WaitOptions): Promise<boolean> {
    return settled([this.#futures.then((futures) => settled(futures))], options);
  }

  /**
   * The results in the order of the input. Throws the earliest failure, unless `raiseOnFailure`
   * is false: then errors stand in the places of results. Throws TimedOut when the time is over.
   */
  result(options?: WaitOptions & { raiseOnFailure?: true }): Promise<Result[]>;
  result(options: ResultOptions): Promise<(Result | Error)[]>;
  async result(options: ResultOptions = {}): Promise<unknown[]> {
    const seconds = timeoutOf(options);
    const since = performance.now();
    if (!(await settled([this.#futures], options))) {
      throw new TimedOut(`What is mapped over was not there within ${seconds} second(s).`, {
        hint: "Wait longer, or give the task a `timeoutSeconds` of its own.",
      });
    }
    const left = seconds === undefined ? {} : { timeoutSeconds: secondsLeft(seconds, since) };
    return (await this.#list()).list.result({ ...options, ...left });
  }

  // oxlint-disable-next-line unicorn/no-thenable -- awaiting the list is how its results are read
  then<A = Result[], B = never>(
    onResults?: ((results: Result[]) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#futures.then((futures) => Promise.all<Result>(futures)).then(onResults, onError);
  }

  /** In an object, since a list is awaited by itself. */
  async #list(): Promise<{ list: FutureList<Result> }> {
    return { list: listFutures(await this.#futures) };
  }
}

function secondsLeft(seconds: number, since: number): number {
  return Math.max(0, seconds - (performance.now() - since) / 1000);
}
