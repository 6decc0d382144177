import { startTimer } from "../../timers.ts";
import { TimedOut } from "../runs/runErrors.ts";
import { isFinal } from "../states/states.ts";
import type { State } from "../states/states.ts";
import { DistributedFuture } from "./distributedFuture.ts";
import { settled, timeoutOf } from "./taskFuture.ts";
import type { TaskFuture, WaitOptions } from "./taskFuture.ts";

/** Of a task that was submitted, or sent to the background. */
type AnyFuture<Result = unknown> = TaskFuture<Result> | DistributedFuture<Result>;

/** Futures told apart by whether their task is over. */
export interface Waited<F> {
  readonly done: F[];
  readonly notDone: F[];
}

/** Waits until all tasks are over, or the time is. It never throws, whatever the tasks did. */
export async function wait<F extends AnyFuture>(
  futures: Iterable<F>,
  options?: WaitOptions,
): Promise<Waited<F>> {
  const list = [...futures];
  const over = new Set<F>();
  const outcomes = list.map((future) => whenOver(future, options, () => over.add(future)));
  await settled(outcomes, options);
  return {
    done: list.filter((future) => over.has(future)),
    notDone: list.filter((future) => !over.has(future)),
  };
}

/** Calls back once a task is over, however it ended, unless the time is before. */
async function whenOver(
  future: AnyFuture,
  options: WaitOptions | undefined,
  tell: () => void,
): Promise<void> {
  if (!(future instanceof DistributedFuture)) await future.then(tell, tell);
  else if (isFinal(await future.wait(options))) tell();
}

/**
 * The future of a task run that is over. It is not awaited like other futures, so that loops
 * may be given it: ask it for its result or its state.
 */
export class EndedFuture<Result> {
  readonly future: TaskFuture<Result>;

  constructor(future: TaskFuture<Result>) {
    this.future = future;
  }

  get key(): string {
    return this.future.key;
  }
  get taskRunId(): string {
    return this.future.taskRunId;
  }
  get name(): string {
    return this.future.name;
  }
  get state(): State<Result> {
    return this.future.state;
  }

  /** The result. Throws what the task threw, unless `raiseOnFailure` is false. */
  result(options?: { raiseOnFailure?: true }): Promise<Result>;
  result(options: { raiseOnFailure?: boolean }): Promise<Result | Error>;
  result(options: { raiseOnFailure?: boolean } = {}): Promise<Result | Error> {
    return this.future.result(options);
  }
}

/**
 * Gives futures as their tasks end, whether they completed or failed.
 *
 * @throws TimedOut, "k (of n) futures unfinished", when the time is over before all tasks are
 * @example for await (const ended of asCompleted(futures)) console.log(await ended.result());
 */
export function asCompleted<Result>(
  futures: Iterable<TaskFuture<Result>>,
  options?: WaitOptions,
): AsyncGenerator<EndedFuture<Result>, void, undefined>;
export function asCompleted<Result>(
  futures: Iterable<DistributedFuture<Result>>,
  options?: WaitOptions,
): AsyncGenerator<DistributedFuture<Result>, void, undefined>;
export async function* asCompleted(
  futures: Iterable<AnyFuture>,
  options: WaitOptions = {},
): AsyncGenerator<EndedFuture<unknown> | DistributedFuture<unknown>, void, undefined> {
  const seconds = timeoutOf(options);
  const all = new Set(futures);
  const ended: (EndedFuture<unknown> | DistributedFuture<unknown>)[] = [];
  let left = all.size;
  const time = { isUp: false };
  let wake = () => {};
  const onTime = () => {
    time.isUp = true;
    wake();
  };
  const stopTimer = seconds === undefined ? () => {} : startTimer(seconds * 1000, onTime);
  for (const future of all) {
    const end = () => {
      ended.push(future instanceof DistributedFuture ? future : new EndedFuture(future));
      wake();
    };
    // Of one that cannot be waited for, its result tells why.
    whenOver(future, options, end).catch(end);
  }
  try {
    for (; left > 0; left--) {
      while (ended.length === 0 && !time.isUp) {
        await new Promise<void>((resolve) => (wake = resolve));
      }
      const next = ended.shift();
      if (!next) {
        throw new TimedOut(`${left} (of ${all.size}) futures unfinished`, {
          hint: "Wait longer, or leave the time limit out.",
        });
      }
      yield next;
    }
  } finally {
    stopTimer();
  }
}
