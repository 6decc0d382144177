import { describe, expect, it } from "vitest";
import {
  FLOW_PARAMETERS,
  INPUTS,
  NO_CACHE,
  RUN_ID,
  TASK_SOURCE,
  cacheKeyFn,
} from "../../../src/flow/results/cachePolicy.ts";
import { flow } from "../../../src/flow/flow.ts";
import { task } from "../../../src/flow/task.ts";
import type { TaskOptions } from "../../../src/flow/taskOptions.ts";
import { EngineUnderTest, valueOf } from "../engineUnderTest.ts";

/** A task that counts how often it runs. */
function counting(options: TaskOptions<[unknown]>) {
  let calls = 0;
  const made = task<[unknown], number>({ name: "count", ...options }, (_input) => ++calls);
  return { count: made, calls: () => calls };
}

const calling = (count: (input: unknown) => Promise<number>) =>
  flow({ name: "f" }, async ({ input, again = input }: { input: unknown; again?: unknown }) => [
    await count(input),
    await count(again),
  ]);

describe("a task with a cache policy", () => {
  it("runs once for equal inputs, in all flow runs", async () => {
    const engine = new EngineUnderTest();
    const { count, calls } = counting({ cachePolicy: [INPUTS, TASK_SOURCE] });
    const f = calling(count);
    expect(valueOf((await engine.run(f, { input: { a: 1, b: 2 } })).outcome)).toEqual([1, 1]);
    const { id, outcome } = await engine.run(f, { input: { b: 2, a: 1 }, again: { a: 2 } });
    expect(valueOf(outcome)).toEqual([1, 2]);
    expect(engine.states(id, "count#0")).toEqual(["Cached"]);
    expect(engine.states(id, "count#1")).toEqual(["Completed"]);
    expect(calls()).toBe(2);
  });

  it("runs once within a flow run when the policy says so", async () => {
    const engine = new EngineUnderTest();
    const { count } = counting({ cachePolicy: RUN_ID.plus(INPUTS) });
    const f = calling(count);
    expect(valueOf((await engine.run(f, { input: 1 })).outcome)).toEqual([1, 1]);
    expect(valueOf((await engine.run(f, { input: 1 })).outcome)).toEqual([2, 2]);
  });

  it("has a key of the parameters of its flow run", async () => {
    const engine = new EngineUnderTest();
    const { count } = counting({ cachePolicy: FLOW_PARAMETERS });
    const f = calling(count);
    expect(valueOf((await engine.run(f, { input: 1, again: 2 })).outcome)).toEqual([1, 1]);
    expect(valueOf((await engine.run(f, { input: 1, again: 3 })).outcome)).toEqual([2, 2]);
  });

  it("calls its completion hooks when it is cached, and no running hooks", async () => {
    const engine = new EngineUnderTest();
    const seen: string[] = [];
    const { count } = counting({
      cachePolicy: INPUTS,
      onRunning: () => seen.push("running"),
      onCompletion: (_task, _run, state) => seen.push(state.name),
    });
    await engine.run(calling(count), { input: 1 });
    expect(seen).toEqual(["running", "Completed", "Cached"]);
  });

  it.each<[string, TaskOptions<[unknown]>, NodeJS.Dict<string>]>([
    ["it names no policy", {}, {}],
    ["the policy is NO_CACHE", { cachePolicy: NO_CACHE }, {}],
    ["the key function has no key", { cacheKeyFn: () => null }, {}],
    ["its result is not stored", { cachePolicy: INPUTS, persistResult: false }, {}],
    ["it refreshes the cache", { cachePolicy: INPUTS, refreshCache: true }, {}],
    ["all do so", { cachePolicy: INPUTS }, { PROVOST_TASKS_REFRESH_CACHE: "true" }],
    ["caching is disabled", { cachePolicy: INPUTS }, { PROVOST_TASKS_DISABLE_CACHING: "true" }],
  ])("runs each time when %s", async (_when, options, env) => {
    const engine = new EngineUnderTest({ env });
    const { count } = counting(options);
    expect(valueOf((await engine.run(calling(count), { input: 1 })).outcome)).toEqual([1, 2]);
  });

  it("replaces what is cached when it refreshes the cache", async () => {
    const engine = new EngineUnderTest();
    const { count } = counting({ cachePolicy: INPUTS });
    const refreshing = count.withOptions({ refreshCache: true });
    const f = flow({ name: "f" }, async () => [
      await count(1),
      await refreshing(1),
      await count(1),
    ]);
    expect(valueOf((await engine.run(f)).outcome)).toEqual([1, 2, 2]);
  });

  it("has DEFAULT when settings say that tasks are cached", async () => {
    const engine = new EngineUnderTest({ env: { PROVOST_TASKS_DEFAULT_NO_CACHE: "false" } });
    const { count } = counting({});
    const f = calling(count);
    expect(valueOf((await engine.run(f, { input: 1, again: 2 })).outcome)).toEqual([1, 2]);
    expect(valueOf((await engine.run(f, { input: 1 })).outcome)).toEqual([3, 3]);
  });

  it("gives its key function the run and the arguments", async () => {
    const engine = new EngineUnderTest();
    const keyed = task(
      { name: "keyed", cacheKeyFn: (run, n: number) => `${run.taskName}-${n % 2}` },
      (n: number) => n,
    );
    const f = flow({ name: "f" }, async () => [await keyed(1), await keyed(2), await keyed(3)]);
    expect(valueOf((await engine.run(f)).outcome)).toEqual([1, 2, 1]);
    expect([...engine.store.cache.keys()]).toEqual(["keyed-1", "keyed-0"]);
  });

  it.each<[string, TaskOptions<[unknown]>, unknown]>([
    ["its input cannot be hashed", { cachePolicy: INPUTS }, () => 1],
    [
      "its key function throws",
      {
        cacheKeyFn: () => {
          throw new Error("no key today");
        },
      },
      1,
    ],
  ])("runs uncached, and says so in its log, when %s", async (_when, options, input) => {
    const engine = new EngineUnderTest();
    const { count } = counting({ ...options, replayMismatch: "accept" });
    const f = flow({ name: "f" }, async () => [await count(input), await count(input)]);
    const { id, outcome } = await engine.run(f);
    expect(valueOf(outcome)).toEqual([1, 2]);
    expect(engine.messages(id, "count#0")).toEqual([
      expect.stringContaining("could not be made; it runs uncached"),
    ]);
  });

  it("caches nothing that failed", async () => {
    const engine = new EngineUnderTest();
    let calls = 0;
    const shaky = task({ name: "shaky", cachePolicy: INPUTS }, (_n: number) => {
      if (++calls === 1) throw new Error("once");
      return calls;
    });
    const f = flow({ name: "f" }, async () => [
      await shaky(1).catch(() => "failed"),
      await shaky(1),
    ]);
    expect(valueOf((await engine.run(f)).outcome)).toEqual(["failed", 2]);
  });
});

describe("SERIALIZABLE isolation", () => {
  it.each(["database", "memory"] as const)(
    "computes a key once at a time, by locks of the %s",
    async (lockManager) => {
      const engine = new EngineUnderTest();
      const policy = INPUTS.configure({ isolationLevel: "SERIALIZABLE", lockManager });
      let underWay = 0;
      let most = 0;
      const slow = task({ name: "slow", cachePolicy: policy }, async (n: number) => {
        most = Math.max(most, ++underWay);
        await new Promise((resolve) => setTimeout(resolve, 20));
        underWay--;
        return { n };
      });
      const f = flow({ name: "f" }, async () => slow(1));
      const runs = await Promise.all([engine.run(f), engine.run(f), engine.run(f)]);
      expect(runs.map(({ outcome }) => valueOf(outcome))).toEqual([{ n: 1 }, { n: 1 }, { n: 1 }]);
      const states = runs.map(({ id }) => engine.states(id, "slow#0").at(-1) ?? "");
      expect(states.toSorted()).toEqual(["Cached", "Cached", "Completed"]);
      expect(most).toBe(1);
      expect(engine.store.locks.size).toBe(0);
    },
  );

  it("lets the next run compute when the first one fails", async () => {
    const engine = new EngineUnderTest();
    let calls = 0;
    const policy = INPUTS.configure({ isolationLevel: "SERIALIZABLE" });
    const shaky = task({ name: "shaky", cachePolicy: policy }, async (_n: number) => {
      if (++calls === 1) throw new Error("once");
      return calls;
    });
    const f = flow({ name: "f" }, async () => shaky(1));
    const runs = await Promise.all([engine.run(f), engine.run(f)]);
    expect(runs.map(({ outcome }) => outcome.kind).toSorted()).toEqual(["completed", "failed"]);
  });

  it("does not wait for ever", async () => {
    const engine = new EngineUnderTest({ env: { PROVOST_TASKS_KEY_LOCK_TIMEOUT_SECONDS: "0.1" } });
    const policy = cacheKeyFn(() => "k").configure({ isolationLevel: "SERIALIZABLE" });
    const inner = task({ name: "inner", cachePolicy: policy }, async (_n: number) => 1);
    const outer = task({ name: "outer", cachePolicy: policy }, async (n: number) => inner(n));
    const { outcome } = await engine.run(flow({ name: "f" }, async () => outer(1)));
    expect(outcome).toMatchObject({
      kind: "failed",
      error: { code: "VOLCK", message: expect.stringContaining("was not free within 0.1 s") },
    });
  });
});
