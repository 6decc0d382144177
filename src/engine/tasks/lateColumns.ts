import { AllowFailure, Opaque, PartOf, Unmapped } from "../../flow/calls/annotations.ts";
import { isIterable, lateValueOf } from "../../flow/calls/mapArguments.ts";
import { DistributedFuture } from "../../flow/futures/distributedFuture.ts";
import { LateFutureList } from "../../flow/futures/lateFutureList.ts";
import { asError, TaskFuture } from "../../flow/futures/taskFuture.ts";
import { State } from "../../flow/states/states.ts";
import type { CallScope } from "../calls/callScope.ts";
import { RunStopped } from "../flows/runStopped.ts";

/**
 * The arguments of a map with what futures result in, in the place of those that are futures
 * themselves. Undefined when one has no result: then the task must not run.
 */
export async function lateColumns(
  scope: CallScope,
  args: readonly unknown[],
): Promise<unknown[] | undefined> {
  const columns = await Promise.all(args.map((arg) => columnOf(scope, arg)));
  return columns.includes(undefined) ? undefined : columns.map((column) => column?.value);
}

async function columnOf(scope: CallScope, arg: unknown): Promise<{ value: unknown } | undefined> {
  const late = lateValueOf(arg);
  if (late === undefined) return { value: arg };
  if (late instanceof LateFutureList) return { value: remarked(arg, await late.futures()) };
  const end = await endOfLate(scope, late);
  if ("error" in end) {
    return arg instanceof AllowFailure ? { value: new Unmapped(end.error) } : undefined;
  }
  const { value, taskRunId } = end;
  const column = isIterable(value)
    ? Array.from(value, (item) => new PartOf(taskRunId, item))
    : new Unmapped(new PartOf(taskRunId, value));
  return { value: remarked(arg, column) };
}

type End = { value: unknown; taskRunId?: string } | { error: Error };

async function endOfLate(
  scope: CallScope,
  late: TaskFuture<unknown> | DistributedFuture<unknown> | State,
): Promise<End> {
  if (late instanceof DistributedFuture) return endOfState(await late.wait(), late.taskRunId);
  if (late instanceof State) return endOfState(late);
  const source = TaskFuture.sourceOf(late);
  // It would wait for ever; the call that is made in its place says so.
  if (scope.call?.isWithin(source)) return { error: new Error("It waits for itself.") };
  try {
    return { value: await source.promise, taskRunId: source.id };
  } catch (error) {
    if (error instanceof RunStopped) throw error;
    return { error: asError(error) };
  }
}

function endOfState(state: State, taskRunId?: string): End {
  if (state.type !== "COMPLETED") {
    return { error: asError(state.result({ raiseOnFailure: false })) };
  }
  return { value: state.data, ...(taskRunId === undefined ? {} : { taskRunId }) };
}

/** What marks a future marks what it results in. */
function remarked(arg: unknown, column: unknown): unknown {
  if (arg instanceof AllowFailure) return new AllowFailure(column);
  return arg instanceof Opaque ? new Opaque(column) : column;
}
