import { describe, expect, it } from "vitest";
import { flow } from "../../../src/flow/flow.ts";
import { TimedOut } from "../../../src/flow/runs/runErrors.ts";
import { taskRun } from "../../../src/flow/runs/runtime.ts";
import { task } from "../../../src/flow/task.ts";
import { EngineUnderTest, valueOf } from "../engineUnderTest.ts";

const add = task({ name: "add" }, async (a: number, b: number) => a + b);

describe("a task in a flow", () => {
  it("is run, recorded once, and answers its result", async () => {
    const engine = new EngineUnderTest();
    const sum = flow({ name: "sum" }, async () => add(await add(1, 2), 3));
    const { id, outcome } = await engine.run(sum);
    expect(valueOf(outcome)).toBe(6);
    expect(engine.states(id, "add#0")).toEqual(["Completed"]);
    expect(engine.store.run(id).tasks.get("add#1")?.result).toBe(6);
    expect(engine.store.run(id).tasks.get("add#1")?.record?.name).toBe("add-1");
  });

  it("is durable before its caller goes on", async () => {
    const engine = new EngineUnderTest();
    const order: string[] = [];
    engine.store.beforeRecord = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      order.push("recorded");
    };
    const once = flow({ name: "once" }, async () => {
      await add(1, 2);
      order.push("went on");
    });
    await engine.run(once);
    expect(order).toEqual(["recorded", "went on"]);
  });

  it("may be synchronous, and may call other tasks, whose keys follow its own", async () => {
    const engine = new EngineUnderTest();
    const inner = task({ name: "inner" }, (n: number) => n * 2);
    const outer = task({ name: "outer" }, async (n: number) => (await inner(n)) + (await inner(n)));
    const nested = flow({ name: "nested" }, async () => outer(2));
    const { id, outcome } = await engine.run(nested);
    expect(valueOf(outcome)).toBe(8);
    expect([...engine.store.run(id).tasks.keys()]).toEqual([
      "outer#0/inner#0",
      "outer#0/inner#1",
      "outer#0",
    ]);
  });

  it("has keys that follow the order of calls, whatever ends first", async () => {
    const engine = new EngineUnderTest();
    const resolvers: (() => void)[] = [];
    const slow = task({ name: "slow" }, async (n: number) => {
      await new Promise<void>((resolve) => resolvers.push(resolve));
      return n;
    });
    const concurrent = flow({ name: "concurrent" }, async () => {
      const all = [slow(0), slow(1), slow(2)];
      for (const resolve of resolvers.toReversed()) resolve();
      return Promise.all(all);
    });
    const { id } = await engine.run(concurrent);
    const recorded = engine.store.records.map(({ key }) => key);
    expect(recorded).toEqual(["slow#2", "slow#1", "slow#0"]);
    expect(engine.store.run(id).tasks.get("slow#2")?.result).toBe(2);
  });

  it("becomes visible as Running when it takes long, and is recorded in order", async () => {
    const engine = new EngineUnderTest({ slowAfterMs: 5 });
    const { promise: running, resolve: sawRunning } = Promise.withResolvers<void>();
    engine.store.beforeRecord = ({ type }) => {
      if (type === "RUNNING") sawRunning();
    };
    const slow = task({ name: "slow" }, () => running);
    const { id } = await engine.run(flow({ name: "wait" }, async () => slow()));
    expect(engine.states(id, "slow#0")).toEqual(["Running", "Completed"]);
    const [first, second] = engine.store.records;
    expect(first?.order).toBeDefined();
    expect(second?.order).toBe(first?.order);
  });

  it("is not said to be running when its failure takes long to record", async () => {
    const engine = new EngineUnderTest({ slowAfterMs: 5 });
    const { promise: running, resolve: sawRunning } = Promise.withResolvers<void>();
    engine.store.beforeRecord = async ({ type, key }) => {
      if (type === "RUNNING" && key === "slow#0") sawRunning();
      if (type === "FAILED") await running;
    };
    const boom = task({ name: "boom" }, () => {
      throw new Error("boom");
    });
    const slow = task({ name: "slow" }, () => running);
    const both = flow({ name: "both" }, async () => {
      // Watched from before the other one on, it would be reported first.
      const failed = boom.submit().wait();
      await slow();
      return (await failed).name;
    });
    const { id, outcome } = await engine.run(both);
    expect(valueOf(outcome)).toBe("Failed");
    expect(engine.states(id, "slow#0")).toEqual(["Running", "Completed"]);
    expect(engine.states(id, "boom#0")).toEqual(["Failed"]);
  });

  it("knows about itself", async () => {
    const engine = new EngineUnderTest();
    const look = task({ name: "look", tags: ["a", "b", "a"] }, async (_input: string) => ({
      key: taskRun.key,
      name: taskRun.name,
      taskName: taskRun.taskName,
      tags: taskRun.tags,
      parameters: taskRun.parameters,
      runCount: taskRun.runCount,
      idempotencyKey: taskRun.idempotencyKey,
      aborted: taskRun.signal.aborted,
    }));
    const { id, outcome } = await engine.run(flow({ name: "f" }, async () => look("x")));
    expect(valueOf(outcome)).toEqual({
      key: "look#0",
      name: "look-0",
      taskName: "look",
      tags: ["a", "b"],
      parameters: ["x"],
      runCount: 1,
      idempotencyKey: `${id}/look#0`,
      aborted: false,
    });
  });

  it("fails its flow with the error that it threw, unless the flow handles it", async () => {
    const engine = new EngineUnderTest();
    const boom = task({ name: "boom" }, () => {
      throw new TypeError("no good");
    });
    const failed = await engine.run(flow({ name: "f" }, async () => boom()));
    expect(failed.outcome).toMatchObject({ kind: "failed", error: new TypeError("no good") });
    const stored = engine.store.run(failed.id).tasks.get("boom#0")?.record;
    expect(stored).toMatchObject({
      message: "TypeError: no good",
      error: { name: "TypeError", message: "no good", stack: expect.stringContaining("taskRun") },
    });
    const handled = await engine.run(
      flow({ name: "g" }, async () => boom().catch(() => "handled")),
    );
    expect(valueOf(handled.outcome)).toBe("handled");
  });

  it("does not end the process when it fails and nobody awaits it", async () => {
    const engine = new EngineUnderTest();
    const boom = task({ name: "boom" }, () => {
      throw new Error("unheard");
    });
    const { outcome } = await engine.run(
      flow({ name: "f" }, async () => {
        void boom();
        boom.submit();
        await add(1, 1);
        return "fine";
      }),
    );
    expect(valueOf(outcome)).toBe("fine");
  });

  it("fails when its result cannot be stored, without a retry", async () => {
    const engine = new EngineUnderTest();
    const bad = task({ name: "bad", retries: 3 }, () => () => 1);
    const { id, outcome } = await engine.run(flow({ name: "f" }, async () => bad()));
    expect(outcome).toMatchObject({ kind: "failed" });
    expect(engine.states(id, "bad#0")).toEqual(["Failed"]);
  });
});

describe("time limits", () => {
  it("fail an attempt that takes too long, and abort its signal", async () => {
    const engine = new EngineUnderTest();
    let signal: AbortSignal | undefined;
    const slow = task({ name: "slow", timeoutSeconds: 0.01 }, () => {
      signal = taskRun.signal;
      return new Promise(() => {});
    });
    const { id, outcome } = await engine.run(flow({ name: "f" }, async () => slow()));
    expect(outcome).toMatchObject({ kind: "failed", error: expect.any(TimedOut) });
    expect(engine.states(id, "slow#0")).toEqual(["TimedOut"]);
    expect(engine.store.run(id).tasks.get("slow#0")?.record?.message).toBe(
      "Task run exceeded timeout of 0.01 second(s)",
    );
    expect(signal?.aborted).toBe(true);
  });

  it("start anew with each attempt, and shut the earlier one out", async () => {
    const engine = new EngineUnderTest();
    let late: Promise<unknown> = Promise.resolve();
    let attempts = 0;
    const slow = task({ name: "slow", timeoutSeconds: 0.01, retries: 1 }, async () => {
      attempts++;
      if (attempts > 1) return "in time";
      const { signal } = taskRun;
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      late = add(1, 1);
      return late;
    });
    const { id, outcome } = await engine.run(flow({ name: "f" }, async () => slow()));
    expect(valueOf(outcome)).toBe("in time");
    await expect(late).rejects.toMatchObject({ kind: "finished" });
    expect([...engine.store.run(id).tasks.keys()]).toEqual(["slow#0"]);
  });
});
