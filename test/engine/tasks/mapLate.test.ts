import { describe, expect, it } from "vitest";
import { allowFailure, opaque, quote, unmapped } from "../../../src/flow/calls/annotations.ts";
import { flow } from "../../../src/flow/flow.ts";
import {
  MapLengthMismatch,
  MapWithoutIterable,
  TimedOut,
  UpstreamNotCompleted,
} from "../../../src/flow/runs/runErrors.ts";
import { task } from "../../../src/flow/task.ts";
import type { TaskFuture } from "../../../src/flow/futures/taskFuture.ts";
import { EngineUnderTest, valueOf } from "../engineUnderTest.ts";

const upTo = task({ name: "up-to" }, async (n: number) => Array.from({ length: n }, (_, i) => i));
const square = task({ name: "square" }, async (n: number) => n * n);
const add = task({ name: "add" }, async (a: number, b: number) => a + b);
const show = task({ name: "show" }, (...args: unknown[]) => args);
const boom = task({ name: "boom" }, async (): Promise<number[]> => {
  throw new RangeError("no");
});

async function inFlow<Result>(body: () => Promise<Result>, engine = new EngineUnderTest()) {
  return valueOf((await engine.run(flow({ name: "f" }, body))).outcome);
}

describe("a map over a future", () => {
  it("makes one run for each item of its result, under the keys of any map", async () => {
    const engine = new EngineUnderTest();
    const results = await inFlow(async () => {
      const late = square.map(upTo.submit(3));
      const next = square.map([5]);
      const futures = await late.futures();
      return [await late, futures.map(({ key }) => key), next[0]?.key, await late.result()];
    }, engine);
    expect(results).toEqual([
      [0, 1, 4],
      ["square#0[0]", "square#0[1]", "square#0[2]"],
      "square#1[0]",
      [0, 1, 4],
    ]);
    const [source, first] = ["up-to#0", "square#0[0]"].map((key) =>
      engine.store.records.find((record) => record.key === key),
    );
    expect(first?.inputs).toEqual({ parameters: { n: [source?.id] } });
  });

  it("takes one value from a future that is no list, and all lists have one length", async () => {
    await inFlow(async () => {
      expect(await add.map([1, 2], square.submit(3))).toEqual([10, 11]);
      expect(await add.map(upTo.submit(2), unmapped(square.submit(3)))).toEqual([9, 10]);
      await expect(add.map(upTo.submit(2), [1, 2, 3])).rejects.toThrow(MapLengthMismatch);
      await expect(square.map(square.submit(1))).rejects.toThrow(MapWithoutIterable);
      expect(await square.map(upTo.submit(0))).toEqual([]);
    });
  });

  it("goes on from map to map, and into lists, states and what is waited for", async () => {
    await inFlow(async () => {
      const late = square.map(upTo.submit(4));
      const twice = square.map(late);
      expect(await twice).toEqual([0, 1, 16, 81]);
      expect(await show(late, { all: late })).toEqual([[0, 1, 4, 9], { all: [0, 1, 4, 9] }]);
      const state = await upTo.with({ returnState: true })(2);
      expect(await square.map(state)).toEqual([0, 1]);
      expect(await square.with({ waitFor: late })(1)).toBe(1);
      const ends = await square.with({ returnState: true }).map(upTo.submit(2));
      expect(ends.map(({ name, data }) => [name, data])).toEqual([
        ["Completed", 0],
        ["Completed", 1],
      ]);
    });
  });

  it("is one run that is not ready when the future failed", async () => {
    const engine = new EngineUnderTest();
    await inFlow(async () => {
      const late = square.map(boom.submit());
      await expect(late).rejects.toThrow(
        'Task "square" was not run, because task run "boom-0" failed.',
      );
      expect(await late.wait()).toBe(true);
      const [only, ...others] = await late.futures();
      expect([only?.key, only?.state.name, others]).toEqual(["square#0", "NotReady", []]);
      await expect(show(late)).rejects.toThrow(UpstreamNotCompleted);
    }, engine);
    const left = engine.store.records.filter(({ type }) => type === "PENDING");
    expect(left.map(({ key, stateName }) => [key, stateName])).toEqual([
      ["square#0", "NotReady"],
      ["show#0", "NotReady"],
    ]);
  });

  it("heeds marks: a failure that is allowed is one value, and what is quoted stays", async () => {
    await inFlow(async () => {
      const failed = await show.map([1, 2], allowFailure(boom.submit()));
      expect(failed).toEqual([
        [1, expect.any(RangeError)],
        [2, expect.any(RangeError)],
      ]);
      expect(await square.map(allowFailure(upTo.submit(2)) as never)).toEqual([0, 1]);
      expect(await square.map(opaque(upTo.submit(2)))).toEqual([0, 1]);
      const future = upTo.submit(2);
      const isIt = task({ name: "is-it" }, (_n: number, it: unknown) => it === future);
      expect(await isIt.map([1], quote(future))).toEqual([true]);
      await expect(square.map(allowFailure(boom.submit()) as never)).rejects.toThrow(
        MapWithoutIterable,
      );
    });
  });

  it("of the task that maps is an error at once, not a wait for ever", async () => {
    const holder: { future?: TaskFuture<number[]> } = {};
    const outer = task({ name: "outer" }, async (): Promise<number[]> => {
      await new Promise((resolve) => setImmediate(resolve));
      return holder.future ? square.map(holder.future) : [];
    });
    await inFlow(async () => {
      holder.future = outer.submit();
      await expect(holder.future).rejects.toThrow('Task "square" depends on itself');
    });
  });

  it("can be waited for with a time limit, whether or not it is known how many there are", async () => {
    const { promise, resolve: finish } = Promise.withResolvers<number[]>();
    const later = task({ name: "later" }, () => promise);
    const never = task({ name: "never" }, (n: number) => new Promise<never>(() => n));
    await inFlow(async () => {
      const late = never.map(later.submit());
      expect(await late.wait({ timeoutSeconds: 0.001 })).toBe(false);
      const soon = { timeoutSeconds: 0.01 };
      await expect(late.result(soon)).rejects.toThrow("What is mapped over was not there within");
      finish([1, 2]);
      await late.futures();
      await expect(late.result(soon)).rejects.toThrow("2 of 2 task runs were not over");
      await expect(late.result(soon)).rejects.toThrow(TimedOut);
    });
  });
});
