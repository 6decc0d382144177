import { describe, expect, it } from "vitest";
import { flow } from "../../src/flow/flow.ts";
import { Cancelled, Completed, Failed, Running } from "../../src/flow/states/stateValues.ts";
import { task } from "../../src/flow/task.ts";
import { EngineUnderTest, valueOf } from "./engineUnderTest.ts";

async function runTask(body: () => unknown, retries = 0) {
  const engine = new EngineUnderTest();
  const made = task({ name: "t", retries }, body);
  const { id, outcome } = await engine.run(flow({ name: "f" }, async () => made()));
  return { outcome, states: engine.states(id, "t#0"), records: engine.store.records };
}

describe("a task that returns a state", () => {
  it("ends in it, with its name and message; its data is the result", async () => {
    const { outcome, states, records } = await runTask(() =>
      Completed({ data: 5, name: "Skipped", message: "nothing new" }),
    );
    expect(valueOf(outcome)).toBe(5);
    expect(states).toEqual(["Skipped"]);
    expect(records[0]).toMatchObject({ message: "nothing new", result: { json: "5" } });
  });

  it("is retried when the state is Failed", async () => {
    let calls = 0;
    const { outcome, states } = await runTask(() => {
      calls++;
      return calls < 3 ? Failed({ message: `call ${calls}` }) : "third";
    }, 2);
    expect(valueOf(outcome)).toBe("third");
    expect(states).toEqual(["AwaitingRetry", "AwaitingRetry", "Completed"]);
  });

  it("fails its caller with the error in it, or with its message", async () => {
    const error = new RangeError("far");
    expect((await runTask(() => Failed({ data: error }))).outcome).toMatchObject({ error });
    expect((await runTask(() => Failed({ message: "out" }))).outcome).toMatchObject({
      error: { message: "out" },
    });
    const cancelled = await runTask(() => Cancelled({ message: "not today" }));
    expect(cancelled.states).toEqual(["Cancelled"]);
    expect(cancelled.outcome).toMatchObject({ error: { message: "not today" } });
  });

  it("fails when the state is not final", async () => {
    const { outcome, states } = await runTask(() => Running(), 3);
    expect(states).toEqual(["Failed"]);
    expect(outcome).toMatchObject({
      error: { message: 'Task "t" returned the state Running, which is not final.' },
    });
  });
});

describe("a task that returns several states or futures", () => {
  it("completes with their results when all have completed", async () => {
    const { outcome } = await runTask(() => [Completed({ data: 1 }), Completed({ data: 2 })]);
    expect(valueOf(outcome)).toEqual([1, 2]);
  });

  it("fails when some have failed, and says how many", async () => {
    const done = Completed();
    const { outcome, records } = await runTask(() => [done, Failed(), done, Failed(), done]);
    expect(records[0]?.message).toBe("2/5 states failed.");
    expect(outcome).toMatchObject({ error: { message: "2/5 states failed." } });
  });

  it("waits for futures", async () => {
    const square = task({ name: "square" }, async (n: number) => n * n);
    const { outcome } = await runTask(() => new Set([square.submit(2), square.submit(3)]));
    expect(valueOf(outcome)).toEqual([4, 9]);
  });

  it("lists what a generator gives that it returns", async () => {
    const numbers = async function* () {
      yield 1;
      yield 2;
    };
    expect(valueOf((await runTask(async () => numbers())).outcome)).toEqual([1, 2]);
  });
});
