import { InvalidInput } from "../../errors.ts";
import { AllowFailure, Opaque, Quote, Unmapped } from "./annotations.ts";
import { MapLengthMismatch, MapWithoutIterable } from "../runs/runErrors.ts";
import { DistributedFuture } from "../futures/distributedFuture.ts";
import { LateFutureList } from "../futures/lateFutureList.ts";
import { State } from "../states/states.ts";
import { TaskFuture } from "../futures/taskFuture.ts";

/**
 * What has to end before it is known how many calls a `map` makes, if an argument is such, marked
 * or not.
 */
export function lateValueOf(
  arg: unknown,
): TaskFuture<unknown> | DistributedFuture<unknown> | LateFutureList<unknown> | State | undefined {
  const value = arg instanceof AllowFailure || arg instanceof Opaque ? arg.value : arg;
  return value instanceof TaskFuture ||
    value instanceof DistributedFuture ||
    value instanceof LateFutureList ||
    value instanceof State
    ? value
    : undefined;
}

/**
 * The argument lists of the single calls of a `map`.
 * @throws MapWithoutIterable, MapLengthMismatch
 */
export function expandMapArguments(taskName: string, args: readonly unknown[]): unknown[][] {
  const columns = args.map((arg, index) => columnOf(taskName, arg, index));
  const lengths = columns.flatMap((column) => (Array.isArray(column) ? [column.length] : []));
  const length = lengths[0];
  if (length === undefined) {
    throw new MapWithoutIterable(
      `Expected at least one iterable argument in the map of task "${taskName}", got none.`,
      { hint: "Pass an array, or another iterable; a string is one value." },
    );
  }
  if (lengths.some((other) => other !== length)) {
    throw new MapLengthMismatch(
      `Expected the iterable arguments in the map of task "${taskName}" to have one length, ` +
        `got ${lengths.join(", ")}.`,
      { hint: "Wrap what every call shall get whole in `unmapped(…)`." },
    );
  }
  return Array.from({ length }, (_, row) =>
    columns.map((column) => (Array.isArray(column) ? column[row] : column.value)),
  );
}

const listMarks: readonly (new (value: unknown) => { readonly value: unknown })[] = [
  AllowFailure,
  Quote,
  Opaque,
];

/** An iterable as an array; anything else as the one value that every call gets. */
function columnOf(taskName: string, arg: unknown, index: number): unknown[] | Unmapped<unknown> {
  if (arg instanceof Unmapped) return arg;
  if (arg instanceof Quote && lateValueOf(arg.value) !== undefined) return new Unmapped(arg);
  if (arg instanceof TaskFuture || arg instanceof Promise) {
    throw new InvalidInput(
      `Argument ${index} in the map of task "${taskName}" is a ` +
        `${arg instanceof Promise ? "promise" : "future"}, whose length is not known.`,
      { hint: "Await it first, submit the task that it comes of, or wrap it in `unmapped(…)`." },
    );
  }
  for (const Mark of listMarks) {
    if (!(arg instanceof Mark)) continue;
    // What marks a list marks each of its items.
    const column = columnOf(taskName, arg.value, index);
    return Array.isArray(column)
      ? column.map((item) => new Mark(item))
      : new Unmapped(new Mark(column.value));
  }
  return isIterable(arg) ? [...arg] : new Unmapped(arg);
}

export function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}
