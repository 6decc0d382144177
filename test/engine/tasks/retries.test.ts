import { describe, expect, it } from "vitest";
import { flow } from "../../../src/flow/flow.ts";
import { taskRun } from "../../../src/flow/runs/runtime.ts";
import { task } from "../../../src/flow/task.ts";
import type { TaskOptions } from "../../../src/flow/taskOptions.ts";
import type { State } from "../../../src/flow/states/states.ts";
import { EngineUnderTest, valueOf } from "../engineUnderTest.ts";

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

  it("are told of with their delay, if there is one", async () => {
    const engine = new EngineUnderTest();
    const shaky = failing(1, { retryDelaySeconds: 0 });
    const { id } = await engine.run(flow({ name: "f" }, async () => shaky.task()));
    expect(engine.messages(id, "shaky#0")[0]).toBe(
      'Task run "shaky-0" failed and runs again at once: Error: failure 1',
    );
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
