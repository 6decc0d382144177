import { InvalidInput } from "../../errors.ts";
import { waitAtMost } from "../../waitAtMost.ts";
import { expectNumber } from "../optionChecks.ts";
import { TimedOut } from "../runs/runErrors.ts";
import { isFinal, stateOfRun } from "../states/states.ts";
import type { State } from "../states/states.ts";

/** The task run behind a future. */
export interface TaskFutureSource<Result> {
  readonly key: string;
  readonly id: string;
  readonly name: string;
  readonly state: State;
  readonly promise: Promise<Result>;
}

/** How long to wait for runs. */
export interface WaitOptions {
  /** Default: as long as it takes. */
  timeoutSeconds?: number | undefined;
}

export interface ResultOptions extends WaitOptions {
  /** Whether a failure is thrown (default), or answered as an error. */
  raiseOnFailure?: boolean;
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

  /** The run that a future stands for. */
  static sourceOf(future: TaskFuture<unknown>): TaskFutureSource<unknown> {
    return future.#source;
  }

  /** The replay key of the task run. */
  get key(): string {
    return this.#source.key;
  }

  get taskRunId(): string {
    return this.#source.id;
  }

  get name(): string {
    return this.#source.name;
  }

  get state(): State<Result> {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is the state of this run
    return stateOfRun(this.#source.state) as State<Result>;
  }

  /** Waits until the task is over, or the time is. Answers the state; never throws. */
  async wait(options?: WaitOptions): Promise<State<Result>> {
    await settled([this.#source.promise], options);
    return this.state;
  }

  /** The result. Throws what the task threw, or TimedOut if it is not there in time. */
  result(options?: WaitOptions & { raiseOnFailure?: true }): Promise<Result>;
  result(options: ResultOptions): Promise<Result | Error>;
  async result({ raiseOnFailure = true, ...options }: ResultOptions = {}): Promise<unknown> {
    if (!(await settled([this.#source.promise], options))) {
      throw new TimedOut(
        `Task run "${this.name}" was not over within ${options.timeoutSeconds} second(s).`,
        { hint: "Wait longer, or give the task a `timeoutSeconds` of its own." },
      );
    }
    return raiseOnFailure ? this.#source.promise : this.#source.promise.catch(asError);
  }

  /** Has a function called once the task is over. What it throws is not heard. */
  onDone(fn: (future: this) => unknown): this {
    const tell = async () => {
      await fn(this);
    };
    this.#source.promise.then(tell, tell).catch(() => {});
    return this;
  }

  // oxlint-disable-next-line unicorn/no-thenable -- awaiting a future is how its result is read
  then<A = Result, B = never>(
    onResult?: ((result: Result) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#source.promise.then(onResult, onError);
  }
}

/** The state that a task run ends in. Throws when it did not get so far. */
export async function endOf(future: TaskFuture<unknown>): Promise<State> {
  const state = await future.wait();
  if (!isFinal(state) && state.name !== "NotReady") await future;
  return future.state;
}

/** Anything that was thrown, as an error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown });
}

/** Waits for promises to settle, either way. Answers whether all did within the time. */
export async function settled(
  promises: readonly PromiseLike<unknown>[],
  options: WaitOptions = {},
): Promise<boolean> {
  const seconds = timeoutOf(options);
  const all = Promise.allSettled(promises);
  return seconds === undefined ? all.then(() => true) : await waitAtMost(seconds * 1000, all);
}

/** The seconds to wait; undefined for ever. */
export function timeoutOf(options: WaitOptions): number | undefined {
  if (typeof options !== "object" || options === null) {
    throw new InvalidInput(
      `Expected the options of a wait to be an object, got ${typeof options}.`,
      {
        hint: `Write it as \`{ timeoutSeconds: ${String(options)} }\`.`,
      },
    );
  }
  const { timeoutSeconds } = options;
  return timeoutSeconds === undefined ? undefined : expectNumber("timeoutSeconds", timeoutSeconds);
}
