import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import {
  emitEvent,
  flow,
  pauseFlowRun,
  receiveInput,
  sleep,
  sleepUntil,
  task,
  taskFuture,
  transaction,
  waitForEvent,
  waitForFlowRun,
} from "../../../src/index.ts";
import { eventually } from "../../support/eventually.ts";
import { EngineUnderTest, valueOf } from "../engineUnderTest.ts";

const neverLetGo = { letGoMs: 3_600_000 };
const quickly = { letGoMs: 20, quietMs: 5, pollMs: 5 };

describe("a short wait", () => {
  it("stays in memory, and is recorded with its deadline", async () => {
    const engine = new EngineUnderTest();
    const nap = flow({ name: "nap" }, async () => {
      await sleep(0.01);
      return "rested";
    });
    const { id, outcome } = await engine.run(nap);
    expect(valueOf(outcome)).toBe("rested");
    expect([...engine.store.run(id).waits.keys()]).toEqual(["sleep#0"]);
    expect(engine.store.run(id).epoch).toBe(1);
  });

  it("is over at once for a holder that finds it elapsed", async () => {
    const engine = new EngineUnderTest({ patience: neverLetGo });
    const nap = flow({ name: "nap" }, async () => {
      await sleep(0.01, { key: "first" });
      await sleep("1 hour", { key: "second" });
    });
    const claimed = await engine.start(nap);
    const { store } = engine;
    await store.recordWait({
      flowRunId: claimed.flowRunId,
      epoch: 1,
      key: "sleep[second]",
      kind: "sleep",
      seconds: 0,
    });
    const outcome = await engine.resume(store.takeOver(claimed.flowRunId), nap);
    expect(outcome.kind).toBe("completed");
  });
});

describe("waits of one name that begin at the same moment", () => {
  it("are one wait, which both are answered by", async () => {
    const engine = new EngineUnderTest();
    const recordWait = vi.spyOn(engine.store, "recordWait");
    const naps = flow({ name: "naps" }, async () => {
      await Promise.all([sleep(0.01, { key: "nap" }), sleep(0.01, { key: "nap" })]);
      return "rested";
    });
    const { outcome } = await engine.run(naps);
    expect(valueOf(outcome)).toBe("rested");
    expect(recordWait).toHaveBeenCalledOnce();
  });
});

describe("a wait for an input", () => {
  it("says where its schema goes, when it is passed by itself", async () => {
    const engine = new EngineUnderTest();
    const asks = flow({ name: "asks" }, () => receiveInput(z.object({ n: z.number() }) as never));
    const { outcome } = await engine.run(asks);
    expect(outcome).toMatchObject({
      kind: "failed",
      error: {
        message: expect.stringContaining("An input has no option"),
        hint: expect.stringContaining("What it has to fit is passed as `schema`."),
      },
    });
  });
});

describe("a wait in plain JavaScript", () => {
  const waits: [string, () => Promise<unknown>, string][] = [
    ["a sleep of centuries", () => sleep("5000000000"), "at most 100 years"],
    [
      "a sleep with a key that is none",
      () => sleep(1, { key: 7 as never }),
      "`key` to be a string",
    ],
    ["a sleep with unknown options", () => sleep(1, { ky: "a" } as object), "no option `ky`"],
    [
      "a sleep until no time of the calendar",
      () => sleepUntil(new Date(8.64e15)),
      "years 1 to 9999",
    ],
    [
      "an event since an invalid date",
      () => waitForEvent("a", { since: new Date("x") }),
      "`since`",
    ],
    ["an event that matches a text", () => waitForEvent("a", { match: "a" as never }), "`match`"],
    ["an input under a number", () => receiveInput({ keyPrefix: 7 as never }), "`keyPrefix`"],
    [
      "an event that happened at an invalid date",
      () => emitEvent("a", { resource: "b", occurred: new Date("x") }),
      "`occurred`",
    ],
    [
      "an event that follows a word",
      () => emitEvent("a", { resource: "b", follows: "x" }),
      "the id of an event, a UUID",
    ],
  ];
  it.each(waits)("is refused when it is %s", async (_what, wait, message) => {
    const engine = new EngineUnderTest();
    const { outcome } = await engine.run(flow({ name: "waits" }, async () => void (await wait())));
    expect(outcome).toMatchObject({
      kind: "failed",
      error: { name: "InvalidInput", message: expect.stringContaining(message) },
    });
  });
});

describe("a run that only waits for long", () => {
  it("is let go of, and goes on after its last recorded task", async () => {
    const engine = new EngineUnderTest({ patience: quickly });
    const calls: string[] = [];
    const step = task({ name: "step" }, async (name: string) => void calls.push(name));
    const slow = flow({ name: "slow" }, async () => {
      await step("before");
      await sleep("1 hour");
      await step("after");
      return calls.length;
    });
    const claimed = await engine.start(slow);
    expect((await engine.resume(claimed, slow)).kind).toBe("waiting");
    expect(calls).toEqual(["before"]);
    expect((await engine.store.readFate(claimed.flowRunId)).delaySeconds).toBeGreaterThan(3000);
    engine.store.advance(3600);
    const again = engine.store.takeOver(claimed.flowRunId);
    expect(valueOf(await engine.resume(again, slow))).toBe(2);
    expect(calls).toEqual(["before", "after"]);
  });

  it("stays in memory while a task is under way beside the wait", async () => {
    const engine = new EngineUnderTest({ patience: quickly });
    const work = task({ name: "work" }, async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
    });
    const both = flow({ name: "both" }, async () => {
      await Promise.all([sleep(3600), work()]);
    });
    const startedAt = performance.now();
    const { id, outcome } = await engine.run(both);
    expect(outcome.kind).toBe("waiting");
    expect(performance.now() - startedAt).toBeGreaterThan(95);
    expect(engine.states(id, "work#0")).toContain("Completed");
  });

  it("is let go of while a task awaits a retry that is far away", async () => {
    const engine = new EngineUnderTest({ patience: quickly });
    engine.store.skipsWaits = true;
    let attempts = 0;
    const flaky = task({ name: "flaky", retries: 1, retryDelaySeconds: 3600 }, async () => {
      if (++attempts === 1) throw new Error("not yet");
      return attempts;
    });
    const job = flow({ name: "job" }, async () => flaky());
    expect(await engine.call(job)).toBe(2);
    const [run] = engine.store.runs.values();
    expect(run).toMatchObject({ epoch: 3, runCount: 1 });
    expect(run?.tasks.get("flaky#0")?.states).toEqual(["AwaitingRetry", "Completed"]);
  });

  it("lets go of the run also when other calls wait for what is tried again", async () => {
    const engine = new EngineUnderTest({ patience: quickly });
    engine.store.skipsWaits = true;
    let attempts = 0;
    const flaky = task({ name: "flaky", retries: 1, retryDelaySeconds: 3600 }, async () => {
      if (++attempts === 1) throw new Error("not yet");
      return attempts;
    });
    const double = task({ name: "double", key: "double" }, async (n: number) => n * 2);
    const job = flow({ name: "job" }, async () => {
      const number = flaky.submit();
      return await Promise.all([double(number), double(number), double.map([number])]);
    });
    expect(await engine.call(job)).toEqual([4, 4, [4]]);
    expect([...engine.store.runs.values()]).toMatchObject([{ epoch: 3, runCount: 1 }]);
  });

  it("is taken again by the process that called the flow", async () => {
    const engine = new EngineUnderTest({ patience: quickly });
    engine.store.skipsWaits = true;
    const twice = flow({ name: "twice" }, async () => {
      await sleep("1 hour");
      await sleep("1 hour");
      return "done";
    });
    expect(await engine.call(twice)).toBe("done");
    const [run] = engine.store.runs.values();
    expect(run).toMatchObject({ epoch: 5, runCount: 1 });
  });
});

describe("inside a task", () => {
  it("a sleep waits in memory and is not recorded", async () => {
    const engine = new EngineUnderTest();
    const nap = task({ name: "nap" }, async () => sleep(0.01));
    const { id, outcome } = await engine.run(flow({ name: "day" }, async () => nap()));
    expect(outcome.kind).toBe("completed");
    expect(engine.store.run(id).waits.size).toBe(0);
  });

  it.each([
    ["task", task({ name: "asks" }, () => pauseFlowRun())],
    ["transaction", () => transaction(() => pauseFlowRun())],
  ])(
    "of the kind %s no flow can be paused, and it is said what it is inside of",
    async (place, ask) => {
      const { outcome } = await new EngineUnderTest().run(flow({ name: "day" }, async () => ask()));
      const message = `A flow can be paused in its own body only, not inside a ${place}.`;
      expect(outcome).toMatchObject({ kind: "failed", error: { message } });
    },
  );
});

describe("a run whose last answer has come, while it reads what that is", () => {
  it("is not let go of, however long that takes", async () => {
    const patience = { ...quickly, answerMs: 3_600_000 };
    const engine = new EngineUnderTest({ patience });
    const sent = "0197c1a0-0000-7000-8000-000000000000";
    const isParked = vi.spyOn(engine.store, "parkFlowRun");
    const answer = { flowRunId: sent, name: "add", taskName: "add", isFinished: true };
    const state = { stateType: "COMPLETED", stateName: "Completed", stateMessage: null };
    const readFlowRun = async () => {
      // Many looks later.
      for (let i = 0; i < 50 && isParked.mock.calls.length === 0; i++) await pause(patience.pollMs);
      return { ...answer, ...state, result: 3, resultMeta: null, error: null };
    };
    Object.assign(engine.store, { readFlowRun });
    const read: unknown[] = [];
    const waits = flow({ name: "waits" }, async () => {
      const reads = async () => read.push(await taskFuture(sent).result());
      await Promise.all([sleep("1 hour"), reads()]);
    });
    const claimed = await engine.start(waits);
    const ending = engine.resume(claimed, waits);
    await eventually(() => expect(engine.store.run(claimed.flowRunId).waits.size).toBe(2));
    engine.store.answer(claimed.flowRunId, "flow_run#0", { id: sent });
    expect(await ending).toEqual({ kind: "waiting" });
    expect(read).toEqual([3]);
  });
});

describe("the wait for another run", () => {
  it("answers how it ended, again and again", async () => {
    const engine = new EngineUnderTest({ patience: { ...neverLetGo, pollMs: 5 } });
    const other = "0197c1a0-0000-7000-8000-000000000000";
    const watch = flow({ name: "watch" }, async () => {
      const { type, name, data } = (await waitForFlowRun(other)).state;
      return { type, name, data };
    });
    const claimed = await engine.start(watch);
    const ending = engine.resume(claimed, watch);
    await eventually(() => expect(engine.store.run(claimed.flowRunId).waits.size).toBe(1));
    engine.store.answer(claimed.flowRunId, "flow_run#0", {
      id: other,
      name: "calm-heron",
      state_type: "COMPLETED",
      state_name: "Cached",
      result: [1, 2],
    });
    const state = { type: "COMPLETED", name: "Cached", data: [1, 2] };
    expect(valueOf(await ending)).toMatchObject(state);
    const again = engine.store.takeOver(claimed.flowRunId);
    expect(valueOf(await engine.resume(again, watch))).toMatchObject(state);
  });

  it("fails when the time is up", async () => {
    const engine = new EngineUnderTest();
    const id = "0197c1a0-0000-7000-8000-000000000000";
    const watch = flow({ name: "watch" }, () => waitForFlowRun(id, { timeoutSeconds: 0.02 }));
    const { outcome } = await engine.run(watch);
    expect(outcome).toMatchObject({ kind: "failed", error: { code: "VOTIM" } });
  });
});

describe("a run that is to be suspended", () => {
  it("ends its tasks, with what they call, and makes no further call", async () => {
    const engine = new EngineUnderTest({ patience: quickly });
    const release = Promise.withResolvers<void>();
    const calls: string[] = [];
    const inner = task({ name: "inner" }, async () => void calls.push("inner"));
    const outer = task({ name: "outer" }, async () => {
      calls.push("outer");
      await release.promise;
      await inner();
    });
    const next = task({ name: "next" }, async () => void calls.push("next"));
    const job = flow({ name: "job" }, async () => {
      await outer();
      await next();
    });
    const claimed = await engine.start(job);
    const ending = engine.resume(claimed, job);
    await eventually(() => expect(calls).toEqual(["outer"]));
    engine.services.held.suspend(claimed.flowRunId);
    release.resolve();
    expect((await ending).kind).toBe("waiting");
    expect(calls).toEqual(["outer", "inner"]);
    expect(engine.states(claimed.flowRunId, "outer#0")).toContain("Completed");
  });

  it("is let go of at its end, too, and does not complete meanwhile", async () => {
    const engine = new EngineUnderTest({ patience: quickly });
    const release = Promise.withResolvers<string>();
    const job = flow({ name: "job" }, () => release.promise);
    const claimed = await engine.start(job);
    const ending = engine.resume(claimed, job);
    await eventually(() => expect(engine.services.held.size).toBe(1));
    engine.services.held.suspend(claimed.flowRunId);
    release.resolve("value");
    expect((await ending).kind).toBe("waiting");
    expect(engine.store.run(claimed.flowRunId).finish).toBeUndefined();
  });
});

describe("a pause", () => {
  it("fails the flow with a clear error when its time is up in memory", async () => {
    const engine = new EngineUnderTest();
    const busy = task({ name: "busy" }, async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
    });
    const job = flow({ name: "job" }, async () => {
      await Promise.all([busy(), pauseFlowRun({ timeoutSeconds: 0.01 })]);
    });
    const { outcome } = await engine.run(job);
    expect(outcome).toMatchObject({
      kind: "failed",
      error: {
        code: "VOPAU",
        message: "The flow was paused and not resumed within 0.01 second(s).",
      },
    });
  });

  it("is refused inside of a task", async () => {
    const engine = new EngineUnderTest();
    const wrong = task({ name: "wrong" }, () => pauseFlowRun());
    const { outcome } = await engine.run(flow({ name: "job" }, async () => wrong()));
    expect(outcome).toMatchObject({ kind: "failed", error: { code: "VOARG" } });
  });
});

describe("what a run does to others", () => {
  it("is done once, as a task that is replayed, with an id that stays", async () => {
    const engine = new EngineUnderTest();
    const job = flow({ name: "job" }, () => emitEvent("order.paid", { resource: "order/42" }));
    const claimed = await engine.start(job);
    const id = valueOf(await engine.resume(claimed, job));
    const again = engine.store.takeOver(claimed.flowRunId);
    expect(valueOf(await engine.resume(again, job))).toBe(id);
    expect([...engine.store.actions.values()]).toEqual([
      { kind: "emit-event", event: "order.paid", resource: "order/42" },
    ]);
    expect(engine.states(claimed.flowRunId, "emit-event#0")).toEqual(["Completed"]);
  });
});

describe("a run that goes on while what it has called still waits", () => {
  it("is let go of again without asking for the runs of its calls", async () => {
    const engine = new EngineUnderTest({ patience: quickly });
    const { store } = engine;
    const resting = flow({ name: "resting" }, async () => sleep("1 hour"));
    const body = flow({ name: "body" }, async () => Promise.all([resting(), resting()]));
    const claimed = await engine.start(body);
    expect(await engine.resume(claimed, body)).toEqual({ kind: "waiting" });
    store.startChildRun = () => expect.fail("It asked for a run.");
    const again = store.takeOver(claimed.flowRunId);
    expect(await engine.resume(again, body)).toEqual({ kind: "waiting" });
  });
});
