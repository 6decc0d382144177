import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DistributedFuture } from "../../../src/flow/futures/distributedFuture.ts";
import { currentRunner, setRunner } from "../../../src/flow/runs/runner.ts";
import { asCompleted, wait } from "../../../src/index.ts";
import { State } from "../../../src/flow/states/states.ts";
import { TaskFuture } from "../../../src/flow/futures/taskFuture.ts";

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

  it("gives what can be asked for the result, or the error", async () => {
    const results: unknown[] = [];
    for await (const ended of asCompleted([futureOf(Promise.resolve(1)), failed()])) {
      results.push(await ended.result().catch((error: unknown) => error));
      results.push(await ended.result({ raiseOnFailure: false }));
    }
    expect(results).toEqual([1, 1, new Error("no"), new Error("no")]);
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

describe("futures of tasks in the background", () => {
  const before = currentRunner();
  afterEach(() => setRunner(before));

  /** What has become of runs, by their ids; others go on for ever. */
  const ends = new Map([
    ["good", new State({ type: "COMPLETED", data: 1 })],
    ["bad", new State({ type: "FAILED", data: new Error("no") })],
  ]);
  const [waiting, good, bad, lost] = ["waiting", "good", "bad", "lost"].map(
    (id) => new DistributedFuture<number>(id),
  ) as [F, F, F, F];
  type F = DistributedFuture<number>;

  beforeEach(() => {
    setRunner({
      ...before,
      async waitForTask(id, timeoutSeconds = 1e6) {
        const end = ends.get(id);
        if (end) return end;
        if (id === "lost") throw new Error("There is no such run");
        await new Promise((resolve) => setTimeout(resolve, timeoutSeconds * 1000).unref());
        return state;
      },
    });
  });

  it("are told apart by `wait`", async () => {
    const waited = await wait([waiting, good, bad, lost], { timeoutSeconds: 0.005 });
    expect(waited).toEqual({ done: [good, bad], notDone: [waiting, lost] });
  });

  it("answer their errors when failures are not to be raised, and call back", async () => {
    await expect(bad.result()).rejects.toThrow("no");
    expect(await bad.result({ raiseOnFailure: false })).toEqual(new Error("no"));
    const told = await new Promise((resolve) => {
      good
        .onDone(() => {
          throw new Error("not heard");
        })
        .onDone(resolve);
    });
    expect(told).toBe(good);
  });

  it("are given by `asCompleted`, for their results", async () => {
    const seen: unknown[] = [];
    await expect(async () => {
      for await (const ended of asCompleted([waiting, good, bad, lost], {
        timeoutSeconds: 0.005,
      })) {
        seen.push(await ended.result().catch((error: Error) => error.message));
      }
    }).rejects.toThrow("1 (of 4) futures unfinished");
    expect(seen).toEqual([1, "no", "There is no such run"]);
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
