import { TimedOut } from "./runErrors.ts";
import type { State } from "./states.ts";

/** The task run behind a future. */
export interface TaskFutureSource<Result> {
  readonly key: string;
  readonly name: string;
  readonly state: State;
  readonly promise: Promise<Result>;
}

/**
 * The result to come of a submitted task. Awaiting it gives the result, or throws what the task
 * threw. A future that nobody awaits fails nothing but itself.
 */
export class TaskFuture<Result> implements PromiseLike<Result> {
  readonly #source: TaskFutureSource<Result>;

  constructor(source: TaskFutureSource<Result>) {
    this.#source = source;
  }

  /** The replay key of the task run. */
  get key(): string {
    return this.#source.key;
  }

  get name(): string {
    return this.#source.name;
  }

  get state(): State {
    return this.#source.state;
  }

  /** Waits until the task is over, or the time is. Answers the state; never throws. */
  async wait(timeoutSeconds?: number): Promise<State> {
    await settled([this.#source.promise], timeoutSeconds);
    return this.state;
  }

  /** The result. Throws what the task threw, or TimedOut if it is not there in time. */
  async result(timeoutSeconds?: number): Promise<Result> {
    if (await settled([this.#source.promise], timeoutSeconds)) return this.#source.promise;
    throw new TimedOut(`Task run "${this.name}" was not over within ${timeoutSeconds} second(s).`, {
      hint: "Wait longer, or give the task a `timeoutSeconds` of its own.",
    });
  }

  // oxlint-disable-next-line unicorn/no-thenable -- awaiting a future is how its result is read
  then<A = Result, B = never>(
    onResult?: ((result: Result) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#source.promise.then(onResult, onError);
  }
}

/** Waits for promises to settle, either way. Answers whether all did within the time. */
export async function settled(
  promises: readonly PromiseLike<unknown>[],
  timeoutSeconds?: number,
): Promise<boolean> {
  const all = Promise.allSettled(promises).then(() => true);
  if (timeoutSeconds === undefined) return all;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, timeoutSeconds * 1000, false);
  });
  try {
    return await Promise.race([all, late]);
  } finally {
    clearTimeout(timer);
  }
}
