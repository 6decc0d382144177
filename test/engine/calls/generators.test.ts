import { describe, expect, it } from "vitest";
import { flow } from "../../../src/flow/flow.ts";
import { taskRun } from "../../../src/flow/runs/runtime.ts";
import { sleep } from "../../../src/flow/waits/sleep.ts";
import { task } from "../../../src/flow/task.ts";
import { EngineUnderTest, valueOf } from "../engineUnderTest.ts";

async function inFlow<Result>(body: () => Promise<Result>, engine = new EngineUnderTest()) {
  return valueOf((await engine.run(flow({ name: "f" }, body))).outcome);
}

describe("a task whose function is a generator", () => {
  it("gives its values lazily, and is recorded when they are used up", async () => {
    const engine = new EngineUnderTest();
    const order: string[] = [];
    const count = task({ name: "count" }, async function* (n: number) {
      for (let i = 0; i < n; i++) {
        order.push(`made ${i} in ${taskRun.name}`);
        yield i;
      }
    });
    await inFlow(async () => {
      for await (const i of count(2)) {
        order.push(`used ${i}`);
        expect(engine.store.records).toEqual([]);
      }
      expect(engine.store.records.map(({ type }) => type)).toEqual(["COMPLETED"]);
    }, engine);
    expect(order).toEqual(["made 0 in count-0", "used 0", "made 1 in count-0", "used 1"]);
  });

  it("has completed when its consumer has had enough", async () => {
    const engine = new EngineUnderTest();
    let isClosed = false;
    const endless = task({ name: "endless" }, function* () {
      try {
        for (let i = 0; ; i++) yield i;
      } finally {
        isClosed = true;
      }
    });
    const seen = await inFlow(async () => {
      const values: number[] = [];
      for await (const i of endless()) {
        values.push(i);
        if (i === 2) break;
      }
      expect(isClosed).toBe(true);
      return values;
    }, engine);
    expect(seen).toEqual([0, 1, 2]);
    expect(engine.store.records.map(({ type }) => type)).toEqual(["COMPLETED"]);
  });

  it("throws to its consumer, is retried before its first value and never after it", async () => {
    const engine = new EngineUnderTest();
    let starts = 0;
    const shaky = task({ name: "shaky", retries: 5 }, async function* () {
      starts++;
      if (starts < 3) throw new Error("not yet");
      yield "first";
      throw new RangeError("broken off");
    });
    await inFlow(async () => {
      const seen: string[] = [];
      await expect(async () => {
        for await (const value of shaky()) seen.push(value);
      }).rejects.toThrow(RangeError);
      expect(seen).toEqual(["first"]);
    }, engine);
    expect(starts).toBe(3);
    expect(engine.store.records.at(-1)).toMatchObject({ type: "FAILED", retriable: false });
  });

  it("is run again on resume, since its values are not kept", async () => {
    const engine = new EngineUnderTest();
    let made = 0;
    const letters = task({ name: "letters" }, async function* () {
      made++;
      yield* ["a", "b"];
    });
    let runs = 0;
    const body = flow({ name: "f", retries: 1 }, async () => {
      const seen: string[] = [];
      for await (const letter of letters()) seen.push(letter);
      if (++runs === 1) throw new Error("once");
      return seen;
    });
    expect(await engine.call(body)).toEqual(["a", "b"]);
    expect(made).toBe(2);
  });

  it("gives lists where it is submitted or mapped", async () => {
    const upTo = task({ name: "upTo" }, async function* (n: number) {
      for (let i = 1; i <= n; i++) yield i;
    });
    await inFlow(async () => {
      expect(await upTo.submit(3)).toEqual([1, 2, 3]);
      expect(await upTo.map([1, 2])).toEqual([[1], [1, 2]]);
    });
  });

  it("gives each value once when it is a flow that goes on after a long sleep", async () => {
    const engine = new EngineUnderTest({ patience: { quietMs: 5 } });
    engine.store.skipsWaits = true;
    const resting = flow({ name: "resting" }, async function* () {
      yield 1;
      await sleep("1 hour");
      yield 2;
    });
    const seen = await inFlow(async () => {
      const values: number[] = [];
      for await (const value of resting()) values.push(value);
      return values;
    }, engine);
    expect(seen).toEqual([1, 2]);
    expect([...engine.store.runs.values()].map(({ epoch }) => epoch)).toEqual([1, 3]);
  });

  it("takes futures, and waits for others", async () => {
    const one = task({ name: "one" }, () => 1);
    const from = task({ name: "from" }, async function* (n: number) {
      yield n;
      yield n + 1;
    });
    await inFlow(async () => {
      const seen: number[] = [];
      for await (const n of from.with({ waitFor: [one.submit()] })(one.submit())) seen.push(n);
      expect(seen).toEqual([1, 2]);
    });
  });

  it("cannot be called for its state", async () => {
    const none = task({ name: "none" }, async function* () {});
    await inFlow(async () => {
      // @ts-expect-error -- not an option of generators
      expect(() => none.with({ returnState: true })()).toThrow(
        "is a generator, and cannot be called for its",
      );
    });
  });
});
