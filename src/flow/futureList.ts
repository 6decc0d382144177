import { settled } from "./taskFuture.ts";
import type { TaskFuture } from "./taskFuture.ts";

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
  wait(timeoutSeconds?: number): Promise<boolean> {
    return settled(this, timeoutSeconds);
  }

  /** The results in the order of the input. */
  result(): Promise<Result[]> {
    return Promise.all<Result>(this);
  }

  // oxlint-disable-next-line unicorn/no-thenable -- awaiting the list is how its results are read
  then<A = Result[], B = never>(
    onResults?: ((results: Result[]) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.result().then(onResults, onError);
  }
}

export function listFutures<Result>(futures: readonly TaskFuture<Result>[]): FutureList<Result> {
  const list = new FutureList<Result>();
  for (const future of futures) list.push(future);
  return list;
}
