export interface LatestValue<Value> extends AsyncIterableIterator<Value, undefined> {
  /** Offers a value to the reader; replaces one that it has not taken yet. */
  offer(value: Value): void;
  /** The reader gets what it has not taken yet, and then the end. */
  end(): void;
  return(): Promise<IteratorResult<Value, undefined>>;
}

/**
 * A stream for a reader who wants to know how things are, not how they got there: a slow one skips
 * what it was too late for. `onReturn` is called when the reader leaves.
 */
export function latestValue<Value>(onReturn: () => void): LatestValue<Value> {
  let waiting: ((result: IteratorResult<Value, undefined>) => void) | undefined;
  let latest: { value: Value } | undefined;
  let ended = false;
  const done = { value: undefined, done: true } as const;

  const stream: LatestValue<Value> = {
    offer(value) {
      if (ended) return;
      if (waiting) waiting({ value, done: false });
      else latest = { value };
      waiting = undefined;
    },
    end() {
      ended = true;
      waiting?.(done);
      waiting = undefined;
    },
    async next() {
      if (latest) {
        const { value } = latest;
        latest = undefined;
        return { value, done: false };
      }
      if (ended) return done;
      return await new Promise((resolve) => (waiting = resolve));
    },
    async return() {
      latest = undefined;
      stream.end();
      onReturn();
      return done;
    },
    [Symbol.asyncIterator]: () => stream,
  };
  return stream;
}
