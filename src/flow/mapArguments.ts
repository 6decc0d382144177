import { InvalidInput } from "../errors.ts";
import type { FutureList } from "./futureList.ts";
import { MapLengthMismatch, MapWithoutIterable } from "./runErrors.ts";
import { TaskFuture } from "./taskFuture.ts";

/** An argument of `map` that every call gets whole. Made with `unmapped`. */
export class Unmapped<Value> {
  readonly value: Value;

  constructor(value: Value) {
    this.value = value;
  }
}

/** Keeps an iterable argument of `map` in one piece: each call gets all of it. */
export function unmapped<Value>(value: Value): Unmapped<Value> {
  return new Unmapped(value);
}

/** A value, or a future of it, which is awaited before the task starts. */
export type OrFuture<T> =
  | T
  | TaskFuture<T>
  | (T extends readonly (infer Item)[] ? FutureList<Item> | readonly TaskFuture<Item>[] : never);

/** Arguments of a call, each of which may still be a future. */
export type FutureArguments<Args extends readonly unknown[]> = {
  [Index in keyof Args]: OrFuture<Args[Index]>;
};

/** What is iterable is mapped over; the rest is the same in every call. */
type MapArgument<T> =
  | Iterable<OrFuture<T>>
  | Unmapped<OrFuture<T>>
  | (T extends string ? T : T extends Iterable<unknown> ? never : T);

export type MapArguments<Args extends readonly unknown[]> = {
  [Index in keyof Args]: MapArgument<Args[Index]>;
};

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

/** An iterable as an array; anything else as the one value that every call gets. */
function columnOf(taskName: string, arg: unknown, index: number): unknown[] | Unmapped<unknown> {
  if (arg instanceof Unmapped) return arg;
  if (arg instanceof TaskFuture) {
    throw new InvalidInput(
      `Argument ${index} in the map of task "${taskName}" is a future, whose length is not known.`,
      { hint: "Await it first, or wrap it in `unmapped(…)`." },
    );
  }
  return isIterable(arg) ? [...arg] : new Unmapped(arg);
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}
