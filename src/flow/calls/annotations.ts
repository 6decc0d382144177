// Marks on the arguments of a task: what is to become of the futures in them.

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
export class AllowFailure<Passed> {
  readonly value: unknown;
  /** Never there: it carries the type of what the task is passed. */
  declare readonly passedType?: Passed;

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
export function allowFailure<Value>(
  value: PromiseLike<Value>,
): AllowFailure<Awaited<Value> | Error>;
export function allowFailure<Value>(value: Value): AllowFailure<Value | Error>;
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
export class Opaque<Passed> {
  readonly value: unknown;
  /** Never there: it carries the type of what the task is passed. */
  declare readonly passedType?: Passed;

  constructor(value: unknown) {
    this.value = value;
  }
}

/** Awaits a value that is a future, but spares the search for futures inside of a large one. */
export function opaque<Value>(value: PromiseLike<Value>): Opaque<Awaited<Value>>;
export function opaque<Value>(value: Value): Opaque<Value>;
export function opaque(value: unknown): Opaque<unknown> {
  return new Opaque(value);
}
