import { describe, expectTypeOf, it } from "vitest";
import { allowFailure, quote, unmapped } from "../../src/flow/calls/annotations.ts";
import { flow } from "../../src/flow/flow.ts";
import type { FutureList } from "../../src/flow/futures/futureList.ts";
import type { LateFutureList } from "../../src/flow/futures/lateFutureList.ts";
import type { State } from "../../src/flow/states/states.ts";
import { Completed, Failed } from "../../src/flow/states/stateValues.ts";
import { tags } from "../../src/flow/calls/contextTags.ts";
import { task } from "../../src/flow/task.ts";
import type { TaskFuture } from "../../src/flow/futures/taskFuture.ts";
import { asCompleted } from "../../src/flow/futures/wait.ts";

const add = task({ name: "add" }, async (a: number, b: number) => a + b);
const merge = task({ name: "merge" }, (rows: number[] | Error, fallback: number[]) =>
  rows instanceof Error ? fallback : rows,
);
const nested = (): TaskFuture<number[][]> => {
  throw new Error("only for its type");
};
const count = task({ name: "count" }, async function* (n: number) {
  yield n;
});

describe("the types of calls", () => {
  it("answer states when that is asked for", () => {
    const stated = add.with({ returnState: true });
    expectTypeOf(stated).returns.toEqualTypeOf<Promise<State<number>>>();
    expectTypeOf<(typeof stated)["submit"]>().returns.toEqualTypeOf<Promise<State<number>>>();
    expectTypeOf<(typeof stated)["map"]>().returns.toEqualTypeOf<Promise<State<number>[]>>();
    const waiting = add.with({ waitFor: [] });
    expectTypeOf(waiting).returns.toEqualTypeOf<Promise<number>>();
    expectTypeOf(() => waiting.map([1], [2])).returns.toEqualTypeOf<FutureList<number>>();
    const child = flow({ name: "child" }, async () => "text");
    expectTypeOf(child.with({ returnState: true })).returns.toEqualTypeOf<Promise<State<string>>>();
  });

  it("take the results of states that a function returns", () => {
    const judge = task({ name: "judge" }, async (n: number) =>
      n > 0 ? Completed({ data: n }) : Failed({ message: "no" }),
    );
    expectTypeOf(judge).returns.toEqualTypeOf<Promise<number>>();
    const body = flow({ name: "f" }, async () => Completed({ data: "x" }));
    expectTypeOf(body).returns.toEqualTypeOf<Promise<string>>();
    const futures = () => [add.submit(1, 2)];
    const listed = flow({ name: "f" }, async () => futures());
    expectTypeOf(listed).returns.toEqualTypeOf<Promise<number[]>>();
  });

  it("take marks where the function can bear what they pass", () => {
    const one = (): TaskFuture<number[]> => {
      throw new Error("only for its type");
    };
    expectTypeOf(() => merge(allowFailure(one()), [1])).toBeFunction();
    expectTypeOf(() => add(quote(1), 2)).toBeFunction();
    expectTypeOf(() => add.map([1, 2], unmapped(3))).toBeFunction();
    // @ts-expect-error -- the fallback may not be an error
    expectTypeOf(() => merge([1], allowFailure(one()))).toBeFunction();
  });

  it("of a map tell by its arguments whether the number of runs is known at once", () => {
    const list = (): TaskFuture<number[]> => {
      throw new Error("only for its type");
    };
    const late = () => add.map(list(), unmapped(1));
    expectTypeOf(late).returns.toEqualTypeOf<LateFutureList<number>>();
    expectTypeOf(() => add.map([1], add.submit(1, 2))).returns.toEqualTypeOf<
      LateFutureList<number>
    >();
    expectTypeOf(() => add.map([1], unmapped(add.submit(1, 2)))).returns.toEqualTypeOf<
      FutureList<number>
    >();
    expectTypeOf(() => merge.map(allowFailure(nested()), unmapped([1]))).returns.toEqualTypeOf<
      LateFutureList<number[]>
    >();
    expectTypeOf(() => add.map(late(), [1])).returns.toEqualTypeOf<LateFutureList<number>>();
    expectTypeOf(() => merge(late(), [1])).toBeFunction();
    expectTypeOf(() => count.map(list())).returns.toEqualTypeOf<LateFutureList<number[]>>();
    const stated = () => add.with({ returnState: true, waitFor: [late()] });
    expectTypeOf(() => stated().map(list(), [1])).returns.toEqualTypeOf<Promise<State<number>[]>>();
    const keep = task({ name: "keep" }, async (value: unknown, _more?: unknown) => value);
    expectTypeOf(() => keep.map(list())).returns.toEqualTypeOf<LateFutureList<unknown>>();
    expectTypeOf(() => keep.map(late(), 1)).returns.toEqualTypeOf<LateFutureList<unknown>>();
    expectTypeOf(() => keep.map([1], keep.submit(1))).returns.toEqualTypeOf<
      LateFutureList<unknown>
    >();
    expectTypeOf(() => keep.map([keep.submit(1)], { a: 1 })).returns.toEqualTypeOf<
      FutureList<unknown>
    >();
    expectTypeOf(() => keep.map([1], new Date())).returns.toEqualTypeOf<FutureList<unknown>>();
    expectTypeOf(() => keep.map(["a"], "b")).returns.toEqualTypeOf<FutureList<unknown>>();
    const texts = (): TaskFuture<string[]> => {
      throw new Error("only for its type");
    };
    // @ts-expect-error -- a list of texts for numbers
    expectTypeOf(() => add.map(texts(), [1])).toBeFunction();
  });

  it("of generators give what is yielded", () => {
    expectTypeOf(count).returns.toEqualTypeOf<AsyncGenerator<number, void, undefined>>();
    expectTypeOf<(typeof count)["submit"]>().returns.toEqualTypeOf<TaskFuture<number[]>>();
    const streamed = flow({ name: "s" }, async function* () {
      yield "a";
    });
    expectTypeOf(streamed).returns.toEqualTypeOf<AsyncGenerator<string, void, undefined>>();
  });

  it("of helpers answer what the functions in them do", () => {
    expectTypeOf(() => tags("a", async () => 5)).returns.toEqualTypeOf<Promise<number>>();
    const all = async function* () {
      for await (const ended of asCompleted([add.submit(1, 2)])) yield ended.result();
    };
    expectTypeOf(all).returns.toExtend<AsyncGenerator<number>>();
  });
});
