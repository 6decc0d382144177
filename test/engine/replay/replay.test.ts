import { describe, expect, it } from "vitest";
import { flow } from "../../../src/flow/flow.ts";
import { ReplayMismatch } from "../../../src/flow/runs/runErrors.ts";
import type { ReplayPolicy } from "../../../src/flow/taskOptions.ts";
import { newId } from "../../../src/engine/store/newId.ts";
import { task } from "../../../src/flow/task.ts";
import { eventually } from "../../support/eventually.ts";
import { EngineUnderTest, valueOf } from "../engineUnderTest.ts";

/** A task that counts how often it is run. */
function counted(options: { replayMismatch?: ReplayPolicy; key?: (n: number) => string } = {}) {
  const inputs: number[] = [];
  const made = task({ name: "counted", ...options }, (n: number) => {
    inputs.push(n);
    return new Map([["n", n]]);
  });
  return { task: made, inputs };
}

/** Runs a flow whose process dies after the first task, and goes on with another holder. */
async function crashAndResume(inputs: [number, number], options?: Parameters<typeof counted>[0]) {
  const engine = new EngineUnderTest();
  const step = counted(options);
  let isFirst = true;
  const body = flow({ name: "f" }, async () => {
    const result = await step.task(isFirst ? inputs[0] : inputs[1]);
    if (isFirst) await new Promise(() => {});
    return result.get("n");
  });
  const claimed = await engine.start(body);
  const dead = engine.resume(claimed, body);
  while (engine.store.run(claimed.flowRunId).tasks.size === 0) await Promise.resolve();
  isFirst = false;
  const outcome = await engine.resume(engine.store.takeOver(claimed.flowRunId), body);
  engine.services.held.stopAll("lost");
  return { engine, outcome, step, id: claimed.flowRunId, dead };
}

describe("a resumed run", () => {
  it("takes recorded results and runs nothing twice", async () => {
    const { outcome, step } = await crashAndResume([1, 1]);
    expect(valueOf(outcome)).toBe(1);
    expect(step.inputs).toEqual([1]);
  });

  it("fails when a recorded task is called with other input", async () => {
    const { outcome, step } = await crashAndResume([1, 2]);
    expect(outcome).toMatchObject({ kind: "failed", error: expect.any(ReplayMismatch) });
    expect(step.inputs).toEqual([1]);
  });

  it("runs the task beside the recorded one when the policy is rerun", async () => {
    const { outcome, step, engine, id } = await crashAndResume([1, 2], {
      replayMismatch: "rerun",
    });
    expect(valueOf(outcome)).toBe(2);
    expect(step.inputs).toEqual([1, 2]);
    const keys = [...engine.store.run(id).tasks.keys()];
    expect(keys).toEqual(["counted#0", expect.stringMatching(/^counted#0@[\w-]{27}$/)]);
  });

  it("takes the recorded result whatever the input when the policy is accept", async () => {
    const { outcome, step } = await crashAndResume([1, 2], { replayMismatch: "accept" });
    expect(valueOf(outcome)).toBe(1);
    expect(step.inputs).toEqual([1]);
  });

  it("goes by explicit keys, so that the order of calls may change", async () => {
    const { outcome, step } = await crashAndResume([1, 2], { key: (n) => `item ${n}` });
    expect(valueOf(outcome)).toBe(2);
    expect(step.inputs).toEqual([1, 2]);
  });

  it("does not let the earlier holder record anything", async () => {
    const engine = new EngineUnderTest();
    const step = counted();
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    let isFirst = true;
    const body = flow({ name: "f" }, async () => {
      if (isFirst) await held;
      return (await step.task(1)).get("n");
    });
    const claimed = await engine.start(body);
    const old = engine.resume(claimed, body);
    isFirst = false;
    const takenOver = engine.store.takeOver(claimed.flowRunId);
    expect(valueOf(await engine.resume(takenOver, body))).toBe(1);
    release();
    expect(await old).toMatchObject({ kind: "lost" });
    expect(engine.store.run(claimed.flowRunId).finish?.epoch).toBe(2);
  });

  it("runs tasks again that had not completed, and goes on counting their attempts", async () => {
    const engine = new EngineUnderTest();
    const counts: number[] = [];
    const shaky = task({ name: "shaky", retries: 5, retryDelaySeconds: 0.2 }, () => {
      counts.push(1);
      if (counts.length === 1) throw new Error("once");
      return "done";
    });
    const body = flow({ name: "f" }, async () => shaky());
    const claimed = await engine.start(body);
    const dead = engine.resume(claimed, body);
    while (engine.store.run(claimed.flowRunId).tasks.size === 0) await Promise.resolve();
    const takenOver = engine.store.takeOver(claimed.flowRunId);
    engine.services.held.stopAll("lost");
    expect(await dead).toMatchObject({ kind: "lost" });
    expect(valueOf(await engine.resume(takenOver, body))).toBe("done");
    expect(engine.store.run(claimed.flowRunId).tasks.get("shaky#0")?.runCount).toBe(2);
  });

  it("adopts what another wrote first, even when it only learns so from the answer", async () => {
    const engine = new EngineUnderTest();
    const step = counted();
    const body = flow({ name: "f" }, async () => (await step.task(1)).get("n"));
    const claimed = await engine.start(body);
    await engine.store.recordTaskRun({
      id: newId(),
      tags: [],
      flowRunId: claimed.flowRunId,
      epoch: claimed.epoch,
      key: "counted#0",
      name: "counted-0",
      task: step.task.settings,
      type: "COMPLETED",
      startedAt: 0,
      runCount: 1,
      result: { json: '[["n",42]]', meta: '{"values":["map"]}' },
    });
    expect(valueOf(await engine.resume(claimed, body))).toBe(42);
  });
});

/** Runs side by side what takes its time the first time, as said, and is resumed after some. */
async function resumeInOtherOrder(
  delays: readonly number[],
  options?: Parameters<typeof counted>[0],
) {
  const engine = new EngineUnderTest();
  const first = counted();
  const second = task({ name: "second", ...options }, async (n: number) => {
    seconds.push(n);
    if (isFirst && n === delays.length - 1) await new Promise(() => {});
    return n;
  });
  const seconds: number[] = [];
  let isFirst = true;
  const body = flow({ name: "f" }, async () =>
    Promise.all(
      delays.map(async (delay, n) => {
        await first.task(n);
        if (isFirst) await new Promise((resolve) => setTimeout(resolve, delay));
        return second(n);
      }),
    ),
  );
  const claimed = await engine.start(body);
  void engine.resume(claimed, body);
  const { tasks } = engine.store.run(claimed.flowRunId);
  await eventually(() => tasks.size === 2 * delays.length - 1);
  isFirst = false;
  const outcome = await engine.resume(engine.store.takeOver(claimed.flowRunId), body);
  engine.services.held.stopAll("lost");
  return { outcome, seconds, keys: [...tasks.keys()] };
}

describe("calls that are made again side by side, in another order", () => {
  it("are known by their input, and a new one is numbered apart", async () => {
    const { outcome, seconds, keys } = await resumeInOtherOrder([40, 30, 20, 10]);
    expect(valueOf(outcome)).toEqual([0, 1, 2, 3]);
    expect(seconds.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 3]);
    expect(keys).toContainEqual(expect.stringMatching(/^second#3@[\w-]{27}$/));
  });

  it("are refused when one of them has other input than any before", async () => {
    const engine = new EngineUnderTest();
    const step = counted();
    let inputs = [1, 2, 3];
    const body = flow({ name: "f" }, async () => {
      await Promise.all(inputs.map((n) => step.task(n)));
      if (inputs[0] === 1) await new Promise(() => {});
    });
    const claimed = await engine.start(body);
    void engine.resume(claimed, body);
    await eventually(() => engine.store.run(claimed.flowRunId).tasks.size === 3);
    inputs = [3, 1, 4];
    const outcome = await engine.resume(engine.store.takeOver(claimed.flowRunId), body);
    engine.services.held.stopAll("lost");
    expect(outcome).toMatchObject({ kind: "failed", error: expect.any(ReplayMismatch) });
    expect(step.inputs).toEqual([1, 2, 3]);
  });

  it("are made once each also when their input does not tell them apart", async () => {
    const engine = new EngineUnderTest();
    let made = 0;
    let isFirst = true;
    const same = task({ name: "same" }, async () => ++made);
    const body = flow({ name: "f" }, async () => {
      const all = await Promise.all([same(), same(), same()]);
      if (isFirst) await new Promise(() => {});
      return [...all, await same()];
    });
    const claimed = await engine.start(body);
    void engine.resume(claimed, body);
    await eventually(() => engine.store.run(claimed.flowRunId).tasks.size === 3);
    isFirst = false;
    const outcome = await engine.resume(engine.store.takeOver(claimed.flowRunId), body);
    engine.services.held.stopAll("lost");
    expect(valueOf(outcome)).toEqual([1, 2, 3, 4]);
  });
});

describe("explicit keys", () => {
  it("mean one task run: the same key gives the same result", async () => {
    const engine = new EngineUnderTest();
    const step = counted({ key: (n) => `n${n}` });
    const { id, outcome } = await engine.run(
      flow({ name: "f" }, async () => {
        const [a, b] = await Promise.all([step.task(1), step.task(1)]);
        return [a === b, (await step.task(2)).get("n")];
      }),
    );
    expect(valueOf(outcome)).toEqual([true, 2]);
    expect(step.inputs).toEqual([1, 2]);
    expect([...engine.store.run(id).tasks.keys()]).toEqual(["counted[n1]", "counted[n2]"]);
  });

  it("are refused for other input", async () => {
    const engine = new EngineUnderTest();
    const step = counted({ key: () => "same" });
    const { outcome } = await engine.run(
      flow({ name: "f" }, async () => {
        await step.task(1);
        await step.task(2);
      }),
    );
    expect(outcome).toMatchObject({ kind: "failed", error: expect.any(ReplayMismatch) });
  });

  it("must be texts", async () => {
    const engine = new EngineUnderTest();
    const step = counted({ key: () => JSON.parse("5") });
    const { outcome } = await engine.run(flow({ name: "f" }, async () => step.task(1)));
    expect(outcome).toMatchObject({
      error: { message: expect.stringContaining("a text of 1 to 512 characters, got 5") },
    });
  });
});
