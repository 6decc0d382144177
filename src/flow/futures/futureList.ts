import { TimedOut } from "../runs/runErrors.ts";
import { asError, settled } from "./taskFuture.ts";
import type { ResultOptions, TaskFuture, WaitOptions } from "./taskFuture.ts";

/**
 * The futures of a `map`, in the order of its input. Awaiting the list gives the list of results,
 * or throws what the first task that failed threw.
 */
export class FutureList<Result> extends Array<TaskFuture<Result>> implements PromiseLike<Result[]> {
  // Methods such as `filter` and `map` give plain arrays, which are not awaited by mistake.
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  /** Waits until every task is over, or the time is. Answers whether all are; never throws. */
  wait(options?: WaitOptions): Promise<boolean> {
    return settled(this, options);
  }

  /**
   * The results in the order of the input. Throws the earliest failure, unless `raiseOnFailure`
   * is false: then errors stand in the places of results. Throws TimedOut when the time is over.
   */
  result(options?: WaitOptions & { raiseOnFailure?: true }): Promise<Result[]>;
  result(options: ResultOptions): Promise<(Result | Error)[]>;
  async result({ raiseOnFailure = true, ...options }: ResultOptions = {}): Promise<unknown[]> {
    const results = raiseOnFailure
      ? Promise.all<Result>(this)
      : Promise.all(this.map((future) => future.then(undefined, asError)));
    // The first failure ends the wait.
    if (await settled([results], options)) return results;
    results.catch(() => {});
    const over = await Promise.all(this.map((future) => settled([future], { timeoutSeconds: 0 })));
    throw new TimedOut(
      `${over.filter((isOver) => !isOver).length} of ${this.length} task runs were not over ` +
        `within ${options.timeoutSeconds} second(s).`,
      { hint: "Wait longer, or give the task a `timeoutSeconds` of its own." },
    );
  }

  // oxlint-disable-next-line unicorn/no-thenable -- awaiting the list is how its results are read
  then<A = Result[], B = never>(
    onResults?: ((results: Result[]) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return Promise.all<Result>(this).then(onResults, onError);
  }
}

export function listFutures<Result>(futures: readonly TaskFuture<Result>[]): FutureList<Result> {
  const list = new FutureList<Result>();
  for (const future of futures) list.push(future);
  return list;
}
