import { describe, expect, it } from "vitest";
import { flow } from "../../../src/flow/flow.ts";
import { TimedOut, UpstreamNotCompleted } from "../../../src/flow/runs/runErrors.ts";
import { taskRun } from "../../../src/flow/runs/runtime.ts";
import { task } from "../../../src/flow/task.ts";
import type { TaskOptions } from "../../../src/flow/taskOptions.ts";
import type { State } from "../../../src/flow/states/states.ts";
import { wait } from "../../../src/flow/futures/wait.ts";
import { unmapped } from "../../../src/flow/calls/annotations.ts";
import { EngineUnderTest, valueOf } from "../engineUnderTest.ts";

const add = task({ name: "add" }, async (a: number, b: number) => a + b);

/** A task that fails so many times before it answers. */
function failing(times: number, options: TaskOptions<[]> = {}) {
  let calls = 0;
  const made = task({ name: "shaky", retries: 2, ...options }, () => {
    calls++;
    if (calls <= times) throw new Error(`failure ${calls}`);
    return calls;
  });
  return { task: made, calls: () => calls };
}

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

describe("retries", () => {
  it("run the task again as the store says, after the delay", async () => {
    const engine = new EngineUnderTest();
    const shaky = failing(2, { retryDelaySeconds: [0.001, 0.002] });
    const { id, outcome } = await engine.run(flow({ name: "f" }, async () => shaky.task()));
    expect(valueOf(outcome)).toBe(3);
    expect(engine.states(id, "shaky#0")).toEqual(["AwaitingRetry", "AwaitingRetry", "Completed"]);
    expect(engine.messages(id, "shaky#0")[0]).toBe(
      'Task run "shaky-0" failed and runs again in 0.001 s: Error: failure 1',
    );
    expect(engine.store.records[0]?.retrying).toMatchObject({
      retries: 2,
      retryDelays: [0.001, 0.002],
    });
  });

  it("are those of the settings when the task says nothing, and its own when it does", async () => {
    const env = {
      PROVOST_TASKS_DEFAULT_RETRIES: "3",
      PROVOST_TASKS_DEFAULT_RETRY_DELAY_SECONDS: "0.001",
    };
    const triesOf = async (options: object) => {
      const engine = new EngineUnderTest({ env });
      const shaky = task({ name: "shaky", ...options }, () => {
        throw new Error("no");
      });
      await engine.run(flow({ name: "f" }, async () => shaky()));
      return engine.store.records.map(({ retrying }) => retrying?.retryDelays);
    };
    expect(await triesOf({})).toEqual([[0.001], [0.001], [0.001], [0.001]]);
    expect(await triesOf({ retries: 0 })).toEqual([[0.001]]);
    expect(await triesOf({ retries: 1, retryDelaySeconds: 0 })).toEqual([[0], [0]]);
    const growing = { retryDelaySeconds: (retries: number) => Array(retries).fill(0.002) };
    expect((await triesOf(growing))[0]).toEqual([0.002, 0.002, 0.002]);
  });

  it("end when there are none left", async () => {
    const engine = new EngineUnderTest();
    const shaky = failing(9);
    const { id, outcome } = await engine.run(flow({ name: "f" }, async () => shaky.task()));
    expect(outcome).toMatchObject({ kind: "failed", error: new Error("failure 3") });
    expect(engine.states(id, "shaky#0").at(-1)).toBe("Failed");
  });

  it("ask the condition with the state, and stop when it says no or throws", async () => {
    const engine = new EngineUnderTest();
    const asked: State[] = [];
    const never = failing(9, {
      retryConditionFn: (_task, _run, state) => {
        asked.push(state);
        return false;
      },
    });
    await engine.run(flow({ name: "f" }, async () => never.task()));
    expect(never.calls()).toBe(1);
    expect(asked).toMatchObject([{ type: "FAILED", data: new Error("failure 1") }]);

    const broken = failing(9, {
      retryConditionFn: () => {
        throw new Error("cannot say");
      },
    });
    const { id } = await engine.run(flow({ name: "f" }, async () => broken.task()));
    expect(broken.calls()).toBe(1);
    expect(engine.messages(id)).toContain("`retryConditionFn` failed: Error: cannot say");

    const always = failing(2, { retryConditionFn: async () => true });
    expect(
      valueOf((await engine.run(flow({ name: "f" }, async () => always.task()))).outcome),
    ).toBe(3);
  });

  it("do not repeat the tasks that the task has called", async () => {
    const engine = new EngineUnderTest();
    let innerCalls = 0;
    const inner = task({ name: "inner" }, (n: number) => {
      innerCalls++;
      return new Date(n);
    });
    let outerCalls = 0;
    const outer = task({ name: "outer", retries: 1 }, async () => {
      const date = await inner(5);
      if (outerCalls++ === 0) throw new Error("once");
      return date;
    });
    const { outcome } = await engine.run(flow({ name: "f" }, async () => outer()));
    expect(valueOf(outcome)).toEqual(new Date(5));
    expect([innerCalls, outerCalls]).toEqual([1, 2]);
  });

  it("count attempts", async () => {
    const engine = new EngineUnderTest();
    const counts: number[] = [];
    const counted = task({ name: "counted", retries: 1 }, () => {
      counts.push(taskRun.runCount);
      if (counts.length === 1) throw new Error("once");
    });
    await engine.run(flow({ name: "f" }, async () => counted()));
    expect(counts).toEqual([1, 2]);
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

describe("names and hooks of task runs", () => {
  it("are made by a template or a function", async () => {
    const engine = new EngineUnderTest();
    const byTemplate = task(
      { name: "a", taskRunName: "order {id} of {1}" },
      (_order: { id: number }, _who: string) => null,
    );
    const byFunction = task(
      { name: "b", taskRunName: (n: number) => `b of ${n}` },
      (_n: number) => 1,
    );
    const { id } = await engine.run(
      flow({ name: "f" }, async () => {
        await byTemplate({ id: 7 }, "Ada");
        await byFunction(3);
      }),
    );
    const names = [...engine.store.run(id).tasks.values()].map(({ record }) => record?.name);
    expect(names).toEqual(["order 7 of Ada", "b of 3"]);
  });

  it("have places for parameters by their names, for dates, and for the flow run", async () => {
    const engine = new EngineUnderTest();
    const load = task(
      { name: "load", taskRunName: "{flowRun.flowName}: {source} on {day:%A %d %B} {to.table}" },
      (source: string, day: Date, { to }: { to: { table: string } }) => [source, day, to],
    );
    const { id } = await engine.run(
      flow({ name: "etl" }, async () => {
        await load("a.csv", new Date("2026-01-05T23:00:00Z"), { to: { table: "t" } });
      }),
    );
    const [recorded] = engine.store.run(id).tasks.values();
    expect(recorded?.record?.name).toBe("etl: a.csv on Monday 05 January t");
  });

  it("that name nothing are an error of the call, before the task runs", async () => {
    const engine = new EngineUnderTest();
    let runs = 0;
    const lost = task({ name: "lost", taskRunName: "{missing}" }, async (_n: number) => runs++);
    const empty = task({ name: "empty", taskRunName: () => " " }, async () => runs++);
    const body = flow({ name: "f" }, async () => {
      await expect(lost(1)).rejects.toThrow('template "{missing}" names `missing`');
      await expect(empty()).rejects.toThrow('`taskRunName` of task "empty" to be a text');
    });
    expect((await engine.run(body)).outcome).toMatchObject({ kind: "completed" });
    expect(runs).toBe(0);
  });

  it("are made by place for a call whose arguments never came", async () => {
    const engine = new EngineUnderTest();
    const bad = task({ name: "bad" }, (): number => {
      throw new Error("no");
    });
    const named = task({ name: "named", taskRunName: "n {0}" }, async (n: number) => n);
    const { id } = await engine.run(
      flow({ name: "f" }, async () => void (await named.submit(bad.submit()).wait())),
    );
    expect(engine.store.run(id).tasks.get("named#0")).toMatchObject({
      stateName: "NotReady",
      record: { name: "named-0" },
    });
  });

  it("run in order as states are entered, and their errors change nothing", async () => {
    const engine = new EngineUnderTest();
    const seen: string[] = [];
    const hook = (name: string) => (_: unknown, run: { name: string }, state: State) => {
      seen.push(`${name} ${run.name} ${state.name}`);
      if (name === "second") throw new Error("hook broke");
    };
    const hooks = {
      onRunning: hook("running"),
      onCompletion: [hook("first"), hook("second"), hook("third")],
      onFailure: hook("failed"),
    };
    const fine = task({ name: "fine", ...hooks }, () => 1);
    const boom = task({ name: "boom", retries: 1, ...hooks }, () => {
      throw new Error("no");
    });
    const { id, outcome } = await engine.run(
      flow({ name: "f" }, async () => {
        await fine();
        await boom().catch(() => {});
        return "fine";
      }),
    );
    expect(valueOf(outcome)).toBe("fine");
    expect(seen).toEqual([
      "running fine-0 Running",
      "first fine-0 Completed",
      "second fine-0 Completed",
      "third fine-0 Completed",
      "running boom-0 Running",
      "running boom-0 Retrying",
      "failed boom-0 Failed",
    ]);
    expect(engine.messages(id)).toContain('Hook "anonymous" failed: Error: hook broke');
  });
});
