import { describe, expect, it } from "vitest";
import { flow } from "../../../src/flow/flow.ts";
import { TimedOut, UpstreamNotCompleted } from "../../../src/flow/runs/runErrors.ts";
import { task } from "../../../src/flow/task.ts";
import type { TaskFuture } from "../../../src/flow/futures/taskFuture.ts";
import { wait } from "../../../src/flow/futures/wait.ts";
import { unmapped } from "../../../src/flow/calls/annotations.ts";
import { EngineUnderTest, valueOf } from "../engineUnderTest.ts";

const add = task({ name: "add" }, async (a: number, b: number) => a + b);

describe("futures", () => {
  it("give the state, the result, and time to wait for them", async () => {
    const engine = new EngineUnderTest();
    const { promise, resolve: finish } = Promise.withResolvers<string>();
    const slow = task({ name: "slow" }, () => promise);
    const { outcome } = await engine.run(
      flow({ name: "f" }, async () => {
        const future = slow.submit();
        const before = await future.wait({ timeoutSeconds: 0.001 });
        const late = await future
          .result({ timeoutSeconds: 0.001 })
          .catch((error: unknown) => error);
        finish("done");
        return [before.type, late instanceof TimedOut, await future, (await future.wait()).name];
      }),
    );
    expect(valueOf(outcome)).toEqual(["RUNNING", true, "done", "Completed"]);
  });

  it("are awaited where they are arguments: alone, in lists and in objects", async () => {
    const engine = new EngineUnderTest();
    const sum = task({ name: "sum" }, (all: number[]) => all.reduce((a, b) => a + b, 0));
    const pick = task({ name: "pick" }, ({ n }: { n: unknown }) => n);
    const { outcome } = await engine.run(
      flow({ name: "f" }, async () => {
        const one = add.submit(1, 2);
        const many = add.map([1, 2], unmapped(one));
        return [await add(one, 1), await sum(many), await sum([one, one]), await pick({ n: one })];
      }),
    );
    expect(valueOf(outcome)).toEqual([4, 9, 6, 3]);
  });

  it("that fail keep the tasks that need them from running", async () => {
    const engine = new EngineUnderTest();
    const boom = task({ name: "boom" }, (): number => {
      throw new Error("no");
    });
    const { id, outcome } = await engine.run(
      flow({ name: "f" }, async () => {
        const dependent = add.submit(boom.submit(), 1);
        const error = await dependent.result().catch((thrown: unknown) => thrown);
        return [error instanceof UpstreamNotCompleted, dependent.state.name];
      }),
    );
    expect(valueOf(outcome)).toEqual([true, "NotReady"]);
    expect(engine.states(id, "add#0")).toEqual(["NotReady"]);
  });

  it("are told apart by `wait`", async () => {
    const engine = new EngineUnderTest();
    const never = task({ name: "never" }, () => new Promise<number>(() => {}));
    const { outcome } = await engine.run(
      flow({ name: "f" }, async () => {
        const quick = add.submit(1, 1);
        const slow = never.submit();
        await quick;
        const { done, notDone } = await wait([quick, slow], { timeoutSeconds: 0.01 });
        return [done.length === 1 && done[0] === quick, notDone[0] === slow];
      }),
    );
    expect(valueOf(outcome)).toEqual([true, true]);
  });

  it("of a large map start a part at a time, so that the first are over while others start", async () => {
    const engine = new EngineUnderTest();
    const items = Array.from({ length: 1000 }, (_none, item) => item);
    let started = 0;
    let all: readonly TaskFuture<number>[] = [];
    let stateOfFirst = "";
    const square = task({ name: "square" }, (item: number) => {
      started++;
      if (item === 999) stateOfFirst = all[0]?.state.name ?? "";
      return item ** 2;
    });
    const { outcome } = await engine.run(
      flow({ name: "f" }, async () => {
        const futures = square.map(items);
        all = futures;
        const startedAtOnce = started;
        return [startedAtOnce, (await futures).at(-1), started];
      }),
    );
    expect(valueOf(outcome)).toEqual([100, 998_001, 1000]);
    expect(stateOfFirst).toBe("Completed");
  });

  it("of many calls start a part at a time, too, and later ones at once again", async () => {
    const engine = new EngineUnderTest();
    let started = 0;
    const step = task({ name: "step" }, (item: number) => {
      started++;
      return item;
    });
    const { outcome } = await engine.run(
      flow({ name: "f" }, async () => {
        const calls = Array.from({ length: 250 }, (_none, item) => step(item));
        const startedAtOnce = started;
        const results = await Promise.all(calls);
        void step(250);
        return [startedAtOnce, results.at(-1), started];
      }),
    );
    expect(valueOf(outcome)).toEqual([100, 249, 251]);
  });

  it("with keys of their own all start at once, in order", async () => {
    const engine = new EngineUnderTest();
    const items = Array.from({ length: 300 }, (_none, item) => item % 150);
    const started: number[] = [];
    const note = task({ name: "note", key: String }, (item: number) => void started.push(item));
    await engine.run(
      flow({ name: "f" }, async () => {
        const futures = note.map(items);
        expect(started).toEqual(items.slice(0, 150));
        await futures;
      }),
    );
    expect(started).toHaveLength(150);
  });

  it("of a map keep the order of its input, under keys with the item's number", async () => {
    const engine = new EngineUnderTest();
    const { id, outcome } = await engine.run(
      flow({ name: "f" }, async () => {
        const first = await add.map([1, 2, 3], [10, 20, 30]);
        const second = add.map(new Set([1, 2]), unmapped(1));
        return [first, second.length, await second.result(), await second.wait()];
      }),
    );
    expect(valueOf(outcome)).toEqual([[11, 22, 33], 2, [2, 3], true]);
    expect(
      [...engine.store.run(id).tasks.values()].map(({ key, record }) => [key, record?.name]),
    ).toEqual([
      ["add#0[0]", "add-0"],
      ["add#0[1]", "add-1"],
      ["add#0[2]", "add-2"],
      ["add#1[0]", "add-1-0"],
      ["add#1[1]", "add-1-1"],
    ]);
  });
});
