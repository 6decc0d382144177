import { describe, expect, it } from "vitest";
import { State } from "../../../src/flow/states/states.ts";
import { TaskFuture } from "../../../src/flow/futures/taskFuture.ts";
import { asCompleted, wait } from "../../../src/flow/futures/wait.ts";

const state = new State({ type: "RUNNING" });
const futureOf = <T>(promise: Promise<T>, name = "a") =>
  new TaskFuture({ key: `${name}#0`, id: "", name, state, promise });
const never = futureOf(new Promise<number>(() => {}), "never");

function failed(): TaskFuture<number> {
  const promise = Promise.reject<number>(new Error("no"));
  promise.catch(() => {});
  return futureOf(promise, "failed");
}

describe("`asCompleted`", () => {
  it("gives futures in the order in which their tasks end", async () => {
    const late = Promise.withResolvers<number>();
    const slow = futureOf(late.promise, "slow");
    const names: string[] = [];
    for await (const future of asCompleted([slow, futureOf(Promise.resolve(1)), failed()])) {
      names.push(future.name);
      if (names.length === 2) late.resolve(2);
    }
    expect(names).toEqual(["a", "failed", "slow"]);
  });

  it("gives what can be asked for the result", async () => {
    const results: unknown[] = [];
    for await (const ended of asCompleted([futureOf(Promise.resolve(1)), failed()])) {
      results.push(await ended.result().catch((error: unknown) => error));
    }
    expect(results).toEqual([1, new Error("no")]);
  });

  it("says how many are left when the time is over", async () => {
    const seen: string[] = [];
    const futures = asCompleted([futureOf(Promise.resolve(1)), never], { timeoutSeconds: 0.005 });
    await expect(async () => {
      for await (const future of futures) seen.push(future.name);
    }).rejects.toThrow("1 (of 2) futures unfinished");
    expect(seen).toEqual(["a"]);
  });

  it("may be left early, and is over at once for no futures", async () => {
    for await (const future of asCompleted([futureOf(Promise.resolve(1)), never])) {
      expect(future.name).toBe("a");
      break;
    }
    for await (const future of asCompleted<number>([])) throw new Error(future.name);
  });
});

describe("`wait`", () => {
  it("tells futures apart, and never throws", async () => {
    const good = futureOf(Promise.resolve(1));
    const bad = failed();
    const { done, notDone } = await wait([never, good, bad], { timeoutSeconds: 0.005 });
    expect([done, notDone]).toEqual([[good, bad], [never]]);
  });

  it("needs its time limit by name", async () => {
    // @ts-expect-error -- a number
    await expect(wait([never], 5)).rejects.toThrow("Expected the options of a wait to be an");
    await expect(wait([never], { timeoutSeconds: -1 })).rejects.toThrow("`timeoutSeconds`");
  });
});

describe("a future", () => {
  it("answers its error when failures are not to be raised", async () => {
    expect(await failed().result({ raiseOnFailure: false })).toEqual(new Error("no"));
    await expect(failed().result()).rejects.toThrow("no");
  });

  it("calls back once its task is over, whatever the callback does", async () => {
    const told = Promise.withResolvers<string>();
    futureOf(Promise.resolve(1))
      .onDone(() => {
        throw new Error("ignored");
      })
      .onDone((future) => told.resolve(future.name));
    expect(await told.promise).toBe("a");
  });
});
