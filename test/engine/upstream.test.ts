import { describe, expect, it } from "vitest";
import { allowFailure, opaque, quote, unmapped } from "../../src/flow/calls/annotations.ts";
import { DistributedFuture } from "../../src/flow/futures/distributedFuture.ts";
import { flow } from "../../src/flow/flow.ts";
import { UpstreamNotCompleted } from "../../src/flow/runs/runErrors.ts";
import { State } from "../../src/flow/states/states.ts";
import { Completed, Failed } from "../../src/flow/states/stateValues.ts";
import { task } from "../../src/flow/task.ts";
import { TaskFuture } from "../../src/flow/futures/taskFuture.ts";
import { EngineUnderTest, valueOf } from "./engineUnderTest.ts";

const add = task({ name: "add" }, async (a: number, b: number) => a + b);
const show = task({ name: "show" }, (value: unknown) => value);
const boom = task({ name: "boom" }, (): number => {
  throw new RangeError("no");
});

async function inFlow<Result>(body: () => Promise<Result>, engine = new EngineUnderTest()) {
  return valueOf((await engine.run(flow({ name: "f" }, body))).outcome);
}

describe("futures among arguments", () => {
  it("are found at any depth of arrays, objects, maps and sets", async () => {
    const seen = await inFlow(async () => {
      const one = add.submit(1, 0);
      const deep = { list: [{ map: new Map([["k", { one }]]), set: new Set([one]) }], plain: [1] };
      return show(deep);
    });
    expect(seen).toEqual({
      list: [{ map: new Map([["k", { one: 1 }]]), set: new Set([1]) }],
      plain: [1],
    });
  });

  it("are waited for in the background as well", async () => {
    class Ended<Result> extends DistributedFuture<Result> {
      override async wait(): Promise<State<Result>> {
        return this.taskRunId === "good"
          ? new State<Result>({ type: "COMPLETED", data: 41 })
          : new State<Result>({ type: "FAILED", message: "no" });
      }
    }
    const good = new Ended<number>("good");
    const bad = new Ended<number>("bad");
    await inFlow(async () => {
      expect(await add(good, 1)).toBe(42);
      expect(await show(allowFailure({ deep: bad }))).toEqual({ deep: expect.any(Error) });
      await expect(show.with({ waitFor: [good, bad] })(1)).rejects.toThrow(UpstreamNotCompleted);
    });
  });

  it("leave all else as it is, instances and cycles too", async () => {
    class Box {
      future: unknown = undefined;
    }
    const box = new Box();
    const cycle: Record<string, unknown> = { box };
    cycle["self"] = cycle;
    const same = task({ name: "same" }, (value: unknown) => value === cycle);
    const resolved = task({ name: "resolved" }, (value: { one: number; cycle: unknown }) => [
      value.one,
      value.cycle === cycle,
    ]);
    await inFlow(async () => {
      box.future = add.submit(1, 1);
      expect(await same(cycle)).toBe(true);
      const args: unknown = { one: add.submit(1, 0), cycle };
      expect(await resolved(args as { one: number; cycle: unknown })).toEqual([1, true]);
    });
  });

  it("may be states, which stand for their results", async () => {
    await inFlow(async () => {
      const state = await add.with({ returnState: true })(1, 2);
      expect(await add(state, Completed({ data: 4 }))).toBe(7);
      await expect(add(Failed({ message: "bad" }), 1)).rejects.toThrow(UpstreamNotCompleted);
    });
  });

  it("say which task runs a run depends on", async () => {
    const engine = new EngineUnderTest();
    const outer = task({ name: "outer" }, async (pair: number[], _other: number) =>
      add(pair[0] ?? 0, 1),
    );
    await inFlow(async () => {
      const one = add.submit(1, 0);
      const two = add.submit(one, 1);
      await outer([one, two], 5);
    }, engine);
    const [one, two, inner, last] = engine.store.records;
    expect(one?.inputs).toBeUndefined();
    expect(two?.inputs).toEqual({ parameters: { a: [one?.id] } });
    expect(inner?.inputs).toEqual({ parents: [last?.id] });
    expect(last?.inputs).toEqual({ parameters: { pair: [one?.id, two?.id] } });
  });

  it("of the task itself are an error at once, not a wait for ever", async () => {
    const holder: { future?: TaskFuture<unknown> } = {};
    const outer = task({ name: "outer" }, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return show(holder.future);
    });
    await inFlow(async () => {
      holder.future = outer.submit();
      await expect(holder.future).rejects.toThrow('Task "show" depends on itself');
    });
  });

  it("keep a task from running when they fail, which is recorded as NotReady", async () => {
    const engine = new EngineUnderTest();
    const keyed = task({ name: "keyed", key: (n: number) => `n ${n}` }, (n: number) => n);
    await inFlow(async () => {
      await expect(show({ deep: [boom.submit()] })).rejects.toThrow(
        'Task "show" was not run, because task run "boom-0" failed.',
      );
      await expect(keyed(boom.submit())).rejects.toThrow(UpstreamNotCompleted);
    }, engine);
    const left = engine.store.records.filter(({ type }) => type === "PENDING");
    expect(left.map(({ key, stateName }) => [key, stateName])).toEqual([
      ["show#0", "NotReady"],
      ["keyed#0", "NotReady"],
    ]);
  });
});

describe("marks on arguments", () => {
  it("allow a failure: the task is given the error", async () => {
    const merge = task({ name: "merge" }, (primary: number[] | Error, fallback: number[]) =>
      primary instanceof Error ? fallback : primary,
    );
    const primary = task({ name: "primary" }, async (): Promise<number[]> => {
      throw new Error("the source is down");
    });
    const fallback = task({ name: "fallback" }, async () => [1, 2]);
    const engine = new EngineUnderTest();
    const { id, outcome } = await engine.run(
      flow({ name: "f" }, async () => merge(allowFailure(primary.submit()), fallback.submit())),
    );
    expect(valueOf(outcome)).toEqual([1, 2]);
    expect(engine.states(id, "primary#0")).toEqual(["Failed"]);
    expect(engine.store.run(id).stateType).toBe("COMPLETED");
  });

  it("allow failures inside of a list, and those of tasks that were left out", async () => {
    const count = task({ name: "count" }, (all: unknown) =>
      (all as unknown[]).map((item) => item instanceof Error),
    );
    const seen = await inFlow(async () => {
      const left = add.submit(boom.submit(), 1);
      return count(allowFailure([boom.submit(), add.submit(1, 1), left]));
    });
    expect(seen).toEqual([true, false, true]);
  });

  it("quote a value: futures in it are not looked for", async () => {
    const isFuture = task(
      { name: "isFuture" },
      ([value]: unknown[]) => value instanceof TaskFuture,
    );
    expect(await inFlow(async () => isFuture(quote([add.submit(1, 1)])))).toBe(true);
  });

  it("quote a future: it is neither awaited nor asked whether it has failed", async () => {
    const areFutures = task({ name: "areFutures" }, (one: unknown, { two }: { two: unknown[] }) =>
      [one, ...two].map((each) => each instanceof TaskFuture),
    );
    const seen = await inFlow(async () => {
      const failing = boom.submit();
      return areFutures(quote(failing), { two: [quote(failing), add.submit(1, 1)] });
    });
    expect(seen).toEqual([true, true, false]);
  });

  it("make a value opaque: it is awaited, but not looked into", async () => {
    const isFuture = task(
      { name: "isFuture" },
      ([value]: unknown[]) => value instanceof TaskFuture,
    );
    expect(await inFlow(async () => isFuture(opaque([add.submit(1, 1)])))).toBe(true);
    expect(await inFlow(async () => show(opaque(add.submit(1, 1))))).toBe(2);
  });

  it("mark each item of a list that is mapped over", async () => {
    const look = task({ name: "look" }, (value: number | Error, other: number | Error) => [
      value instanceof Error,
      other instanceof Error,
    ]);
    const seen = await inFlow(async () =>
      look.map(allowFailure([boom.submit(), 1]), unmapped(allowFailure(boom.submit()))),
    );
    expect(seen).toEqual([
      [true, true],
      [false, true],
    ]);
  });
});
