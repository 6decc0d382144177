import { describe, expect, it } from "vitest";
import { allowFailure } from "../../src/flow/calls/annotations.ts";
import { flow } from "../../src/flow/flow.ts";
import { UpstreamNotCompleted } from "../../src/flow/runs/runErrors.ts";
import { Completed, Failed } from "../../src/flow/states/stateValues.ts";
import { task } from "../../src/flow/task.ts";
import { EngineUnderTest, valueOf } from "./engineUnderTest.ts";

const add = task({ name: "add" }, async (a: number, b: number) => a + b);
const boom = task({ name: "boom" }, (): number => {
  throw new RangeError("no");
});

/** What a flow with this body results in. */
async function inFlow<Result>(body: () => Promise<Result>, engine = new EngineUnderTest()) {
  return valueOf((await engine.run(flow({ name: "f" }, body))).outcome);
}

describe("`with({ returnState: true })`", () => {
  it("answers the final state, and throws for no failure", async () => {
    await inFlow(async () => {
      const good = await add.with({ returnState: true })(1, 2);
      expect(good).toMatchObject({ type: "COMPLETED", data: 3 });
      expect(good.result()).toBe(3);

      const bad = await boom.with({ returnState: true })();
      expect(bad).toMatchObject({ type: "FAILED", name: "Failed", message: "RangeError: no" });
      expect(() => bad.result()).toThrow(RangeError);
    });
  });

  it("waits for submitted and mapped runs", async () => {
    await inFlow(async () => {
      const states = await add.with({ returnState: true }).map([1, 2], [10, 20]);
      expect(states.map((state) => state.result())).toEqual([11, 22]);
      const state = await boom.with({ returnState: true }).submit();
      expect(state.type).toBe("FAILED");
    });
  });

  it("answers NotReady when the run had to be left out", async () => {
    await inFlow(async () => {
      const state = await add.with({ returnState: true })(boom.submit(), 1);
      expect(state).toMatchObject({ type: "PENDING", name: "NotReady" });
    });
  });

  it("lets states that a task has returned be handled one by one", async () => {
    const judge = task({ name: "judge" }, async (n: number) =>
      n % 2 === 0 ? Completed({ data: n, name: "Even" }) : Failed({ message: `${n} is odd` }),
    );
    const seen = await inFlow(async () => {
      const words: string[] = [];
      for (const n of [1, 2, 3]) {
        const state = await judge.with({ returnState: true })(n);
        words.push(`${state.type} ${state.name} ${state.message ?? String(state.data)}`);
      }
      return words;
    });
    expect(seen).toEqual(["FAILED Failed 1 is odd", "COMPLETED Even 2", "FAILED Failed 3 is odd"]);
  });

  it("works for flows that are called by flows", async () => {
    const child = flow({ name: "child" }, async ({ n }: { n: number }) => {
      if (n === 0) throw new Error("zero");
      return n;
    });
    await inFlow(async () => {
      expect(await child.with({ returnState: true })({ n: 1 })).toMatchObject({ data: 1 });
      const failed = await child.with({ returnState: true })({ n: 0 });
      expect(failed).toMatchObject({ type: "FAILED", message: "Error: zero" });
    });
  });
});

describe("`with({ waitFor })`", () => {
  it("orders runs that pass nothing on", async () => {
    const engine = new EngineUnderTest();
    const order: string[] = [];
    const slow = task({ name: "slow" }, async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      order.push("slow");
    });
    const after = task({ name: "after" }, () => void order.push("after"));
    await inFlow(async () => {
      const futures = [slow.submit(), slow.submit()];
      await after.with({ waitFor: futures })();
    }, engine);
    expect(order).toEqual(["slow", "slow", "after"]);
    // One that takes long on a slow machine is recorded more than once.
    const recordOf = (key: string) => engine.store.records.find((record) => record.key === key);
    expect(recordOf("after#0")?.inputs).toEqual({
      parameters: {},
      waitFor: [recordOf("slow#0")?.id, recordOf("slow#1")?.id],
    });
  });

  it("leaves a run out whose upstream failed, unless that is allowed", async () => {
    const engine = new EngineUnderTest();
    await inFlow(async () => {
      const failed = boom.submit();
      await expect(add.with({ waitFor: failed })(1, 1)).rejects.toThrow(UpstreamNotCompleted);
      expect(await add.with({ waitFor: [allowFailure(failed)] })(1, 1)).toBe(2);
    }, engine);
    expect(engine.store.records.map(({ key, stateName }) => [key, stateName])).toEqual([
      ["boom#0", "Failed"],
      ["add#0", "NotReady"],
      ["add#1", undefined],
    ]);
  });

  it("takes the list of a map, and a single future", async () => {
    await inFlow(async () => {
      const list = add.map([1, 2], [1, 2]);
      expect(await add.with({ waitFor: list }).submit(5, 5)).toBe(10);
      expect(await add.with({ waitFor: list }).map([1], [1])).toEqual([2]);
    });
  });
});

it("refuses options of calls that it does not know", () => {
  // @ts-expect-error -- a misspelt option
  expect(() => add.with({ wait_for: [] })).toThrow("A call of a task has no option `wait_for`.");
  // @ts-expect-error -- not a list
  expect(() => add.with({ waitFor: 3 })).toThrow("Expected `waitFor` to be a list of futures");
});

it("says how options are changed that are not those of a call", () => {
  // @ts-expect-error -- an option of the task
  const call = () => add.with({ refreshCache: true });
  expect(call).toThrow(
    expect.objectContaining({
      hint: expect.stringContaining("changed with `withOptions({ refreshCache: … })`."),
    }),
  );
});
