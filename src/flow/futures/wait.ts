import { startTimer } from "../../timers.ts";
import { TimedOut } from "../runs/runErrors.ts";
import type { State } from "../states/states.ts";
import { settled, timeoutOf } from "./taskFuture.ts";
import type { TaskFuture, WaitOptions } from "./taskFuture.ts";

/** Futures told apart by whether their task is over. */
export interface Waited<F> {
  readonly done: F[];
  readonly notDone: F[];
}

/** Waits until all tasks are over, or the time is. It never throws, whatever the tasks did. */
export async function wait<F extends TaskFuture<unknown>>(
  futures: Iterable<F>,
  options?: WaitOptions,
): Promise<Waited<F>> {
  const list = [...futures];
  const over = new Set<F>();
  const outcomes = list.map((future) => {
    const add = () => over.add(future);
    return future.then(add, add);
  });
  await settled(outcomes, options);
  return {
    done: list.filter((future) => over.has(future)),
    notDone: list.filter((future) => !over.has(future)),
  };
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

  /** The result, or what the task threw. */
  result(): Promise<Result> {
    return this.future.result();
  }
}

/**
 * Gives futures as their tasks end, whether they completed or failed.
 *
 * @throws TimedOut, "k (of n) futures unfinished", when the time is over before all tasks are
 * @example for await (const ended of asCompleted(futures)) console.log(await ended.result());
 */
export async function* asCompleted<Result>(
  futures: Iterable<TaskFuture<Result>>,
  options: WaitOptions = {},
): AsyncGenerator<EndedFuture<Result>, void, undefined> {
  const seconds = timeoutOf(options);
  const all = new Set(futures);
  const ended: EndedFuture<Result>[] = [];
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
      ended.push(new EndedFuture(future));
      wake();
    };
    void future.then(end, end);
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
