import { describe, expect, it } from "vitest";
import { flow } from "../../src/flow/flow.ts";
import type { FlowDefinition } from "../../src/flow/flowOptions.ts";
import { ReplayMismatch } from "../../src/flow/runs/runErrors.ts";
import { flowRun } from "../../src/flow/runs/runtime.ts";
import { task } from "../../src/flow/task.ts";
import type { ReplayPolicy } from "../../src/flow/taskOptions.ts";
import { EngineUnderTest, valueOf } from "./engineUnderTest.ts";

/**
 * Runs a flow whose process dies where it calls `die`, and goes on with another holder. The body
 * is told which holder executes it, from 1.
 */
async function dieAndResume(make: (die: () => Promise<void>) => FlowDefinition) {
  const engine = new EngineUnderTest();
  let dies = true;
  const { promise: isDead, resolve: dead } = Promise.withResolvers<void>();
  const body = make(async () => {
    if (!dies) return;
    dead();
    await new Promise(() => {});
  });
  const claimed = await engine.start(body);
  void engine.resume(claimed, body);
  await isDead;
  dies = false;
  // What its process held, the database takes from it.
  for (const run of engine.store.runs.values()) {
    if (run.stateType === "RUNNING" && run.parent) run.stateType = "SCHEDULED";
  }
  const outcome = await engine.resume(engine.store.takeOver(claimed.flowRunId), body);
  engine.services.held.stopAll("lost");
  return { engine, outcome, id: claimed.flowRunId };
}

describe("a task that failed before its run was continued", () => {
  it("fails again with the error that is stored, and is not run", async () => {
    let runs = 0;
    const failing = task({ name: "failing", retries: 1 }, () => {
      runs++;
      throw new RangeError("out of range", { cause: new Error("why") });
    });
    const { outcome } = await dieAndResume((die) =>
      flow({ name: "f" }, async () => {
        try {
          await failing();
        } catch (error) {
          await die();
          return error;
        }
        return undefined;
      }),
    );
    expect(runs).toBe(2);
    const error = valueOf(outcome);
    expect(error).toBeInstanceOf(RangeError);
    expect(error).toMatchObject({ message: "out of range", cause: { message: "why" } });
    expect(error).toHaveProperty("stack", expect.stringContaining("resuming.test.ts"));
  });

  it("fails its flow, if nobody catches it", async () => {
    let runs = 0;
    const failing = task({ name: "failing" }, () => {
      runs++;
      throw Object.assign(new Error("no"), { name: "OrderLost" });
    });
    const { outcome } = await dieAndResume((die) =>
      flow({ name: "f" }, async () => {
        const future = failing.submit();
        await future.wait();
        await die();
        await future;
      }),
    );
    expect(outcome).toMatchObject({
      kind: "failed",
      state: { data: { name: "OrderLost", message: "no" } },
    });
    expect(runs).toBe(1);
  });

  it("runs again in the next attempt of its flow", async () => {
    const engine = new EngineUnderTest();
    let runs = 0;
    const failing = task({ name: "failing" }, () => {
      if (++runs < 3) throw new Error("not yet");
      return runs;
    });
    expect(await engine.call(flow({ name: "f", retries: 2 }, () => failing()))).toBe(3);
  });

  it("runs again when a task around it is tried again", async () => {
    let runs = 0;
    const inner = task({ name: "inner" }, () => {
      if (++runs === 1) throw new Error("once");
      return runs;
    });
    const { outcome } = await dieAndResume((die) => {
      const outer = task({ name: "outer", retries: 1 }, async () => {
        if (runs === 1) await die();
        return inner();
      });
      return flow({ name: "f" }, () => outer());
    });
    expect(valueOf(outcome)).toBe(2);
  });
});

describe("a called flow whose caller was continued", () => {
  it("is not run again when it has completed", async () => {
    let runs = 0;
    const child = flow({ name: "child", persistResult: false }, async () => {
      runs++;
      return new Map([["id", flowRun.id]]);
    });
    const { outcome, engine } = await dieAndResume((die) =>
      flow({ name: "parent" }, async () => {
        const result = await child();
        await die();
        return result;
      }),
    );
    const [, childRun] = engine.store.runs.values();
    expect(runs).toBe(1);
    expect(valueOf(outcome)).toEqual(new Map([["id", childRun?.start.id]]));
  });

  it("goes on after its last recorded task when it died as well", async () => {
    const steps: number[] = [];
    const step = task({ name: "step" }, (n: number) => steps.push(n));
    const { outcome, engine } = await dieAndResume((die) => {
      const child = flow({ name: "child" }, async () => {
        await step(1);
        await die();
        return step(2);
      });
      return flow({ name: "parent" }, () => child());
    });
    expect(valueOf(outcome)).toBe(2);
    expect(steps).toEqual([1, 2]);
    expect(engine.store.runs.size).toBe(2);
  });

  it("fails again with its stored error, and is not run again", async () => {
    let runs = 0;
    const child = flow({ name: "child" }, async () => {
      runs++;
      throw new TypeError("no");
    });
    const { outcome } = await dieAndResume((die) =>
      flow({ name: "parent" }, async () => {
        const error: unknown = await child().catch((thrown: unknown) => thrown);
        await die();
        return error;
      }),
    );
    expect(valueOf(outcome)).toBeInstanceOf(TypeError);
    expect(runs).toBe(1);
  });

  it.each<[ReplayPolicy, number[], object]>([
    ["fail", [1], { kind: "failed", state: { data: expect.any(ReplayMismatch) } }],
    ["rerun", [1, 2], { kind: "completed", state: { data: 2 } }],
    ["accept", [1], { kind: "completed", state: { data: 1 } }],
  ])("follows its policy %s when called with other input", async (replayMismatch, inputs, end) => {
    const called: number[] = [];
    const child = flow({ name: "child", replayMismatch }, async ({ n }: { n: number }) => {
      called.push(n);
      return n;
    });
    let input = 1;
    const { outcome } = await dieAndResume((die) =>
      flow({ name: "parent" }, async () => {
        const result = await child({ n: input });
        input = 2;
        await die();
        return result;
      }),
    );
    expect(called).toEqual(inputs);
    expect(outcome).toMatchObject(end);
  });

  it("is Cancelled when its caller ends without waiting for it", async () => {
    const engine = new EngineUnderTest();
    const child = flow({ name: "child" }, () => new Promise(() => {}));
    const parent = flow({ name: "parent" }, async () => {
      void child().catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 5));
    });
    expect((await engine.run(parent)).outcome).toMatchObject({ kind: "completed" });
    await engine.services.held.untilNone(1000);
    const [, childRun] = engine.store.runs.values();
    expect(childRun?.stateType).toBe("CANCELLED");
  });
});
