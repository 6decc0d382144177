import { describe, expect, it, vi } from "vitest";
import { latestValue } from "../../src/server/latestValue.ts";

const done = { value: undefined, done: true };

describe("latestValue", () => {
  it("hands a value to a reader that waits", async () => {
    const stream = latestValue<number>(() => {});
    const waiting = stream.next();
    stream.offer(1);
    expect(await waiting).toEqual({ value: 1, done: false });
  });

  it("keeps the latest value only for a reader that is slow", async () => {
    const stream = latestValue<number>(() => {});
    stream.offer(1);
    stream.offer(2);
    const next = stream.next();
    expect(await next).toEqual({ value: 2, done: false });
  });

  it("hands over what is left before it ends, and nothing afterwards", async () => {
    const stream = latestValue<number>(() => {});
    stream.offer(1);
    stream.end();
    stream.offer(2);
    expect(await stream.next()).toEqual({ value: 1, done: false });
    expect(await stream.next()).toEqual(done);
    expect(await stream.next()).toEqual(done);
  });

  it("lets go of a reader that waits when it ends", async () => {
    const stream = latestValue<number>(() => {});
    const waiting = stream.next();
    stream.end();
    expect(await waiting).toEqual(done);
  });

  it("tells when the reader leaves, also while it waits", async () => {
    const onReturn = vi.fn<() => void>();
    const stream = latestValue<number>(onReturn);
    const waiting = stream.next();
    await stream.return();
    expect(await waiting).toEqual(done);
    expect(onReturn).toHaveBeenCalledOnce();
  });
});
