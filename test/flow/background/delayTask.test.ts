import { describe, expect, it } from "vitest";
import { InvalidInput } from "../../../src/errors.ts";
import { DistributedFuture, taskFuture } from "../../../src/flow/futures/distributedFuture.ts";
import { task } from "../../../src/flow/task.ts";
import { taskServe } from "../../../src/flow/background/taskServe.ts";

const noop = () => {};

/** What the types do not offer. */
interface Later {
  (): Promise<unknown>;
  submit(): unknown;
  map(list: unknown): unknown;
}

describe("the options of a delayed call", () => {
  it.each([
    [{ delaySeconds: -1 }, "`delaySeconds` to be a number of 0 or more"],
    [{ scheduledTime: new Date("soon") }, "`scheduledTime` to be a valid Date in the years"],
    [{ scheduledTime: new Date(8.64e15) }, "`scheduledTime` to be a valid Date in the years 1 to"],
    [{ idempotency_key: "k" }, "has no option `idempotency_key`"],
    [{ waitFor: [], delaySeconds: "5" }, "`delaySeconds` to be a number"],
    [{ tags: "mail" }, "`tags` to be a list of strings"],
  ])("refuse %j", (options, message) => {
    const give = () => task({ name: "send" }, noop).with(options as object);
    expect(give).toThrow(InvalidInput);
    expect(give).toThrow(message);
  });

  it("are of no use to a call that runs here", async () => {
    const later = task({ name: "send" }, noop).with({ delaySeconds: 5 }) as unknown as Later;
    await expect(later()).rejects.toThrow("options for the background");
    expect(() => later.submit()).toThrow(InvalidInput);
    expect(() => later.map([1])).toThrow(InvalidInput);
  });
});

describe("a future of a background run", () => {
  it("can be had by the id of the run", () => {
    const future = taskFuture("019A0000-0000-7000-8000-000000000001");
    expect(future).toBeInstanceOf(DistributedFuture);
    expect(future.taskRunId).toBe("019a0000-0000-7000-8000-000000000001");
    expect(future.state).toMatchObject({ type: "SCHEDULED", name: "Scheduled" });
  });

  it("is no promise, so that `await task.delay()` does not wait for the result", () => {
    expect(taskFuture("019a0000-0000-7000-8000-000000000001")).not.toHaveProperty("then");
  });

  it("wants an id", () => {
    expect(() => taskFuture("nimble-falcon")).toThrow('got "nimble-falcon"');
  });
});

describe("serving tasks", () => {
  const send = task({ name: "send" }, noop);

  it.each([
    ["nothing", [], "at least one task"],
    ["what is no task", [noop, send], "Expected tasks to serve"],
    ["two tasks of one name", [send, send.withOptions({ retries: 1 })], 'called "send"'],
    ["a wrong limit", [send, { limit: 0 }], "`limit` to be a number greater than 0"],
    ["an unknown option", [send, { concurrency: 3 }], "no option `concurrency`"],
  ])("refuses %s", async (_what, given, message) => {
    const serve = taskServe as (...all: unknown[]) => Promise<void>;
    await expect(serve(...given)).rejects.toThrow(message);
  });
});
