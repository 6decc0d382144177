import { TimedOut } from "./runErrors.ts";
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
 * Gives futures as their tasks end, whether they completed or failed.
 *
 * @throws TimedOut, "k (of n) futures unfinished", when the time is over before all tasks are
 * @example for await (const future of asCompleted(futures)) console.log(await future);
 */
export async function* asCompleted<F extends TaskFuture<unknown>>(
  futures: Iterable<F>,
  options: WaitOptions = {},
): AsyncGenerator<F, void, undefined> {
  const pending = new Set(futures);
  const total = pending.size;
  const seconds = timeoutOf(options);
  const ended: F[] = [];
  let wake = () => {};
  let isLate = false;
  for (const future of pending) {
    const end = () => {
      ended.push(future);
      wake();
    };
    void future.then(end, end);
  }
  const late = () => {
    isLate = true;
    wake();
  };
  const timer = seconds === undefined ? undefined : setTimeout(late, seconds * 1000);
  try {
    while (pending.size > 0) {
      const next = ended.shift();
      if (next) {
        pending.delete(next);
        yield next;
      } else if (isLate) {
        throw new TimedOut(`${pending.size} (of ${total}) futures unfinished`, {
          hint: "Wait longer, or leave the time limit out.",
        });
      } else {
        await new Promise<void>((resolve) => (wake = resolve));
      }
    }
  } finally {
    clearTimeout(timer);
  }
}
