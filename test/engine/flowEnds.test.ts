import { describe, expect, it } from "vitest";
import { allowFailure, quote } from "../../src/flow/calls/annotations.ts";
import { flow } from "../../src/flow/flow.ts";
import { NonRetryable, RetryAfter } from "../../src/flow/retries.ts";
import { RunNotCompleted, UpstreamNotCompleted } from "../../src/flow/runs/runErrors.ts";
import { flowRun } from "../../src/flow/runs/runtime.ts";
import type { State } from "../../src/flow/states/states.ts";
import {
  Cancelled,
  Cancelling,
  Completed,
  Failed,
  Paused,
} from "../../src/flow/states/stateValues.ts";
import { task } from "../../src/flow/task.ts";
import { EngineUnderTest, valueOf } from "./engineUnderTest.ts";

const double = task({ name: "double" }, async (n: number) => n * 2);
const odd = task({ name: "odd" }, (n: number) => {
  if (n % 2 === 0) throw new Error(`${n} is even`);
  return n;
});

async function run(body: () => unknown, retries = 0) {
  const engine = new EngineUnderTest();
  const { id, outcome } = await engine.run(flow({ name: "f", retries }, async () => body()));
  return { outcome, finish: engine.store.run(id).finish };
}

describe("a flow that returns a state", () => {
  it("ends in it, with its name and message", async () => {
    const { outcome, finish } = await run(() =>
      Completed({ data: [1], name: "Skipped", message: "nothing new" }),
    );
    expect(valueOf(outcome)).toEqual([1]);
    expect(finish).toMatchObject({
      type: "COMPLETED",
      stateName: "Skipped",
      message: "nothing new",
      result: { json: "[1]" },
    });
  });

  it("may fail or be cancelled by it", async () => {
    const failed = await run(() => Failed({ name: "OutOfStock", message: "none left" }));
    expect(failed.finish).toMatchObject({
      type: "FAILED",
      stateName: "OutOfStock",
      message: "none left",
    });
    expect(failed.outcome).toMatchObject({ error: expect.any(RunNotCompleted) });
    const cancelled = await run(() => Cancelled({ message: "not today" }));
    expect(cancelled.finish).toMatchObject({ type: "CANCELLED", message: "not today" });
    expect(cancelled.outcome).toMatchObject({ kind: "cancelled" });
  });

  it("is retried when it is Failed", async () => {
    expect((await run(() => Failed(), 1)).outcome).toEqual({ kind: "retrying", delaySeconds: 0 });
  });

  it("is cancelled when it is Cancelling: there is nothing left of it to wait for", async () => {
    const { outcome, finish } = await run(() => Cancelling({ message: "not today" }));
    expect(finish).toMatchObject({ type: "CANCELLED", message: "not today" });
    expect(outcome).toMatchObject({ kind: "cancelled", state: { name: "Cancelled" } });
  });

  it("fails when the state is not final", async () => {
    const { finish } = await run(() => Paused(), 1);
    expect(finish).toMatchObject({ type: "FAILED", retriable: false });
    expect(finish?.message).toContain("returned the state Paused, which is not final");
  });
});

describe("a flow that returns the state of a run", () => {
  const named = task({ name: "named" }, () =>
    Completed({ data: 3, name: "Skipped", message: "m" }),
  );

  it("completes with its result, under a name of its own", async () => {
    const { outcome, finish } = await run(() => named.with({ returnState: true })());
    expect(valueOf(outcome)).toBe(3);
    expect(finish).toMatchObject({ stateName: "Completed", message: "All states completed." });
  });

  it("fails with its error, or because it never ran", async () => {
    const failed = await run(() => odd.with({ returnState: true })(2));
    expect(failed.finish).toMatchObject({ type: "FAILED", message: "1/1 states failed." });
    expect(failed.outcome).toMatchObject({ error: { message: "2 is even" } });
    const notReady = await run(() => double.with({ returnState: true })(odd.submit(2)));
    expect(notReady.finish).toMatchObject({ message: "1/1 states are not final." });
    expect(notReady.outcome).toMatchObject({ error: expect.any(UpstreamNotCompleted) });
  });

  it("is cancelled with it", async () => {
    const cancelled = task({ name: "cancelled" }, () => Cancelled());
    const { finish } = await run(() => cancelled.with({ returnState: true })());
    expect(finish).toMatchObject({ type: "CANCELLED", message: "1/1 states cancelled." });
  });

  it("leaves a state as it is that many tasks return", async () => {
    const done = Completed({ name: "Skipped" });
    const skip = task({ name: "skip" }, () => done);
    const { outcome } = await run(async () => {
      const first = await skip.with({ returnState: true })();
      const second = await skip.with({ returnState: true })();
      return [first.name, second.name];
    });
    expect(valueOf(outcome)).toEqual(["Skipped", "Skipped"]);
  });
});

describe("a flow that returns states or futures among other data", () => {
  it("completes with their results in their places", async () => {
    const { outcome } = await run(() => ({
      deep: [double.submit(1), { two: double.submit(2) }],
      map: new Map([["three", double.submit(3)]]),
      state: Completed({ data: 8 }),
      plain: "text",
    }));
    expect(valueOf(outcome)).toEqual({
      deep: [2, { two: 4 }],
      map: new Map([["three", 6]]),
      state: 8,
      plain: "text",
    });
  });

  it("fails when some of them have failed, and counts no other data", async () => {
    const { finish } = await run(() => [odd.submit(1), odd.submit(2), "text", odd.submit(4)]);
    expect(finish).toMatchObject({ type: "FAILED", message: "2/3 states failed." });
  });

  it("takes states for data, the errors of those that failed as well", async () => {
    const { outcome } = await run(async () => ({
      state: await odd.with({ returnState: true })(2),
      counted: 1,
    }));
    expect(valueOf(outcome)).toEqual({ state: new Error("2 is even"), counted: 1 });
  });

  it("completes with the errors of futures that may fail, and with what is quoted as it is", async () => {
    const kept = Failed({ message: "kept" });
    const { outcome } = await run(() => ({
      allowed: allowFailure(odd.submit(2)),
      late: double.map(task({ name: "numbers" }, () => [1, 2]).submit()),
      quoted: quote([kept]),
    }));
    expect(valueOf(outcome)).toEqual({
      allowed: new Error("2 is even"),
      late: [2, 4],
      quoted: [kept],
    });
  });

  it("completes with what is quoted as a whole, also what a task returns so", async () => {
    const kept = Failed({ message: "kept" });
    const keep = task({ name: "keep" }, () => quote([kept]));
    expect(valueOf((await run(() => quote(kept))).outcome)).toBe(kept);
    const { outcome } = await run(async () => quote(await keep()));
    expect(valueOf(outcome)).toEqual([kept]);
  });

  it("is cancelled when one of them is", async () => {
    const { finish } = await run(() => [Completed(), Failed(), Cancelled()]);
    expect(finish).toMatchObject({ type: "CANCELLED", message: "1/3 states cancelled." });
  });

  it("does not fail because of tasks that nobody awaits or returns", async () => {
    const { outcome } = await run(async () => {
      await odd.submit(2).wait();
      return "fine";
    });
    expect(valueOf(outcome)).toBe("fine");
  });
});

describe("errors that say whether and when to try again", () => {
  it("are heeded for flows", async () => {
    const later = await run(() => {
      throw new RetryAfter(30);
    }, 1);
    expect(later.outcome).toEqual({ kind: "retrying", delaySeconds: 30 });
    const never = await run(() => {
      throw new NonRetryable("the account is closed");
    }, 5);
    expect(never.finish).toMatchObject({ type: "FAILED", retriable: false });
    const returned = await run(() => Failed({ data: new NonRetryable("closed") }), 5);
    expect(returned.finish).toMatchObject({ type: "FAILED", retriable: false });
  });

  it("are heeded for tasks", async () => {
    const engine = new EngineUnderTest();
    let calls = 0;
    const busy = task({ name: "busy", retries: 3, retryDelaySeconds: 60 }, () => {
      calls++;
      if (calls === 1) throw new RetryAfter(0.001, { message: "too many requests" });
      if (calls === 2) throw new NonRetryable("gone");
    });
    const { outcome } = await engine.run(flow({ name: "f" }, async () => busy()));
    expect(outcome).toMatchObject({ error: { message: "gone" } });
    expect(engine.store.records).toMatchObject([
      { message: "RetryAfter: too many requests", retryAfterSeconds: 0.001 },
      { message: "NonRetryable: gone", retriable: false },
    ]);
  });

  it("may be any error with `retriable: false`", async () => {
    const { finish } = await run(() => {
      throw Object.assign(new Error("bad request"), { retriable: false });
    }, 5);
    expect(finish).toMatchObject({ type: "FAILED", retriable: false });
  });
});

describe("a flow whose function is a generator", () => {
  const count = flow({ name: "count" }, async function* ({ n }: { n: number }) {
    for (let i = 1; i <= n; i++) yield i;
  });

  it("is a run of its own whose values its caller uses as they come", async () => {
    const engine = new EngineUnderTest();
    const { outcome } = await engine.run(
      flow({ name: "f" }, async () => {
        const seen: number[] = [];
        for await (const i of count({ n: 5 })) {
          seen.push(i);
          if (i === 3) break;
        }
        return seen;
      }),
    );
    expect(valueOf(outcome)).toEqual([1, 2, 3]);
    const [parent, child] = engine.store.runs.values();
    expect(parent?.tasks.get("count#0")?.stateType).toBe("COMPLETED");
    expect(child?.stateType).toBe("COMPLETED");
  });

  it("results in the list of its values where nobody uses them, as in a deployment", async () => {
    const engine = new EngineUnderTest();
    expect(valueOf((await engine.run(count, { n: 3 })).outcome)).toEqual([1, 2, 3]);
  });
});

describe("hooks that are added to a flow or task", () => {
  it("run after those of the options, and come along into copies", async () => {
    const engine = new EngineUnderTest();
    const seen: string[] = [];
    const tell = (word: string) => (_: unknown, _run: unknown, state: State) =>
      void seen.push(`${word} ${state.name}`);
    const step = task({ name: "step", onCompletion: tell("option") }, () => 1);
    step.onCompletion(tell("added"));
    const body = flow({ name: "f" }, async () => step());
    const hook = body.onCompletion(tell("flow"));
    body.onRunning(tell("flow"));
    expect(hook).toBeTypeOf("function");
    await engine.run(body.withOptions({ retries: 1 }));
    expect(seen).toEqual(["flow Running", "option Completed", "added Completed", "flow Completed"]);
    // @ts-expect-error -- not a function
    expect(() => body.onFailure("log it")).toThrow("Expected `onFailure` to be a function");
  });
});

describe("the name of a run of a deployment", () => {
  const named = flow(
    { name: "f", flowRunName: ({ day }: { day: string }) => `report of ${day}` },
    async (_parameters: { day: string }) => flowRun.name,
  );

  it("is made of its parameters once it is claimed, by its holder alone", async () => {
    const engine = new EngineUnderTest();
    const claimed = { ...(await engine.start(named, { day: "Monday" })), deployment: "f/one" };
    expect(valueOf(await engine.resume(claimed, named))).toBe("report of Monday");
    const again = { ...(await engine.start(named, { day: "Monday" })), deployment: "f/one" };
    engine.store.takeOver(again.flowRunId);
    expect(await engine.resume(again, named)).toMatchObject({ kind: "lost" });
  });

  it("is not written again when the run has it already", async () => {
    const engine = new EngineUnderTest();
    const claimed = { ...(await engine.start(named, { day: "Monday" })), deployment: "f/one" };
    await engine.resume({ ...claimed, flowRunName: "report of Monday" }, named);
    expect(engine.store.renamings).toBe(0);
  });

  it("fails the run for good when it cannot be made", async () => {
    const engine = new EngineUnderTest();
    const broken = named.withOptions({ flowRunName: () => "", retries: 3 });
    const claimed = { ...(await engine.start(broken, {})), deployment: "f/one" };
    const outcome = await engine.resume(claimed, broken);
    expect(outcome).toMatchObject({
      kind: "failed",
      error: { message: 'Expected the `flowRunName` of flow "f" to be a text, got "".' },
    });
  });
});
