import { ReturnedFuturesFailed } from "../flow/runErrors.ts";
import { TaskFuture } from "../flow/taskFuture.ts";

/**
 * What a flow returned, with results in the place of futures in a list. A single future, or the
 * list of a `map`, has been awaited by then, as every promise that a function returns.
 * @throws ReturnedFuturesFailed with the first failure as its cause
 */
export async function settleReturned(value: unknown): Promise<unknown> {
  if (!Array.isArray(value) || !value.some((item) => item instanceof TaskFuture)) return value;
  const outcomes = await Promise.allSettled(value);
  const failures = outcomes.filter((outcome) => outcome.status === "rejected");
  const [first] = failures;
  if (first === undefined) {
    return outcomes.map((outcome) => (outcome.status === "fulfilled" ? outcome.value : undefined));
  }
  throw new ReturnedFuturesFailed(`${failures.length}/${outcomes.length} states failed.`, {
    cause: first.reason,
  });
}
