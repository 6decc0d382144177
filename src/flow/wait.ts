import type { TaskFuture } from "./taskFuture.ts";
import { settled } from "./taskFuture.ts";

/** Futures told apart by whether their task is over. */
export interface Waited<F> {
  readonly done: F[];
  readonly notDone: F[];
}

/** Waits until all tasks are over, or the time is. It never throws, whatever the tasks did. */
export async function wait<F extends TaskFuture<unknown>>(
  futures: Iterable<F>,
  timeoutSeconds?: number,
): Promise<Waited<F>> {
  const list = [...futures];
  const over = new Set<F>();
  const outcomes = list.map((future) => {
    const add = () => over.add(future);
    return future.then(add, add);
  });
  await settled(outcomes, timeoutSeconds);
  return {
    done: list.filter((future) => over.has(future)),
    notDone: list.filter((future) => !over.has(future)),
  };
}
