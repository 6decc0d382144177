import type { DistributedFuture } from "../futures/distributedFuture.ts";
import type { LateFutureList } from "../futures/lateFutureList.ts";
import type { TaskFuture } from "../futures/taskFuture.ts";
import type { State } from "../states/states.ts";

// Marks on the arguments of a task: what is to become of the futures in them.

/** What a list may come out of that is not there yet. */
export type Late<Value> =
  | TaskFuture<Value>
  | DistributedFuture<Value>
  | State<Value>
  | (Value extends readonly (infer Item)[] ? LateFutureList<Item> : never);

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

/** An argument whose failed futures become errors. Made with `allowFailure`. */
export class AllowFailure<Passed, IsLate extends boolean = boolean> {
  readonly value: unknown;
  /** Never there: they carry the type of what the task is passed, and whether it is a future. */
  declare readonly passedType?: Passed;
  declare readonly isLate?: IsLate;

  constructor(value: unknown) {
    this.value = value;
  }
}

/**
 * Passes what a future results in: its result or, when it failed, the error. Without it, a task
 * whose arguments failed is not run.
 *
 * @example await merge(allowFailure(primary), fallback) // primary: Rows | Error
 */
export function allowFailure<Value>(value: Late<Value>): AllowFailure<Value | Error, true>;
export function allowFailure<Value>(
  value: PromiseLike<Value>,
): AllowFailure<Awaited<Value> | Error, false>;
export function allowFailure<Value>(value: Value): AllowFailure<Value | Error, false>;
export function allowFailure(value: unknown): AllowFailure<unknown> {
  return new AllowFailure(value);
}

/** An argument that is passed as it is. Made with `quote`. */
export class Quote<Value> {
  readonly value: Value;

  constructor(value: Value) {
    this.value = value;
  }
}

/** Passes a value as it is: futures in it are neither looked for nor awaited. */
export function quote<Value>(value: Value): Quote<Value> {
  return new Quote(value);
}

/** An argument that is awaited if it is a future, and not looked into. Made with `opaque`. */
export class Opaque<Passed, IsLate extends boolean = boolean> {
  readonly value: unknown;
  /** Never there: they carry the type of what the task is passed, and whether it is a future. */
  declare readonly passedType?: Passed;
  declare readonly isLate?: IsLate;

  constructor(value: unknown) {
    this.value = value;
  }
}

/** Awaits a value that is a future, but spares the search for futures inside of a large one. */
export function opaque<Value>(value: Late<Value>): Opaque<Value, true>;
export function opaque<Value>(value: PromiseLike<Value>): Opaque<Awaited<Value>, false>;
export function opaque<Value>(value: Value): Opaque<Value, false>;
export function opaque(value: unknown): Opaque<unknown> {
  return new Opaque(value);
}

/** What a future results in, or an item of it: known already, and passed as what it came from. */
export class PartOf {
  readonly taskRunId: string | undefined;
  readonly value: unknown;

  constructor(taskRunId: string | undefined, value: unknown) {
    this.taskRunId = taskRunId;
    this.value = value;
  }
}
