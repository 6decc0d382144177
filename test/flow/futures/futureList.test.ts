import { describe, expect, it } from "vitest";
import { FutureList, listFutures } from "../../../src/flow/futures/futureList.ts";
import { State } from "../../../src/flow/states/states.ts";
import { TaskFuture } from "../../../src/flow/futures/taskFuture.ts";

const state = new State({ type: "RUNNING" });
const futureOf = <T>(promise: Promise<T>) =>
  new TaskFuture({ key: "a#0", id: "", name: "a-0", state, promise });

describe("FutureList", () => {
  it("is a list of futures that is awaited to the list of results", async () => {
    const list = listFutures([futureOf(Promise.resolve(1)), futureOf(Promise.resolve(2))]);
    expect(list).toHaveLength(2);
    expect(list[0]).toBeInstanceOf(TaskFuture);
    expect(await list).toEqual([1, 2]);
    expect(await list.result()).toEqual([1, 2]);
  });

  it("throws the first failure, and `wait` does not throw", async () => {
    const list = listFutures([
      futureOf(Promise.resolve(1)),
      futureOf(Promise.reject(new Error("second"))),
    ]);
    await expect(list.result()).rejects.toThrow("second");
    expect(await list.wait()).toBe(true);
    expect(
      await listFutures([futureOf(new Promise(() => {}))]).wait({ timeoutSeconds: 0.001 }),
    ).toBe(false);
  });

  it("gives plain arrays when it is filtered or mapped", () => {
    const list = listFutures([futureOf(Promise.resolve(1))]);
    expect(list.filter(() => true)).not.toBeInstanceOf(FutureList);
    expect(list.map((future) => future.name)).toEqual(["a-0"]);
  });
});
