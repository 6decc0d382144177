import { describe, expect, it } from "vitest";
import { InvalidInput } from "../../src/errors.ts";
import { MissingRunContext } from "../../src/flow/runs/runErrors.ts";
import { task } from "../../src/flow/task.ts";

const noop = () => null;
const make = (options: object) => task({ name: "x", ...options }, noop);

describe("task", () => {
  it("completes its options", () => {
    const made = task({ name: "load", retryDelaySeconds: 3, tags: ["a", "a", "b"] }, noop);
    expect(made.name).toBe("load");
    expect(made.settings).toEqual({
      name: "load",
      description: undefined,
      version: undefined,
      tags: ["a", "b"],
      retries: undefined,
      retryDelays: [3],
      retryJitterFactor: undefined,
      retryConditionFn: undefined,
      timeoutSeconds: undefined,
      logPrints: undefined,
      key: undefined,
      taskRunName: undefined,
      replayMismatch: "fail",
      cachePolicy: undefined,
      cacheExpirationSeconds: undefined,
      refreshCache: undefined,
      persistResult: undefined,
      resultStorage: undefined,
      resultStorageKey: undefined,
      resultSerializer: undefined,
      cacheResultInMemory: true,
      isGenerator: false,
      onRunning: [],
      onCompletion: [],
      onFailure: [],
      transactional: undefined,
      onCommit: [],
      onRollback: [],
    });
    expect(Object.isFrozen(made.settings)).toBe(true);
  });

  it("is named for its function when no name is given", () => {
    expect(task(function load_rows() {}).name).toBe("load-rows");
    expect(task({ retries: 1 }, noop).name).toBe("noop");
    expect(() => task(() => null)).toThrow("A task whose function has no name needs a `name`.");
  });

  it.each(["a/b", "a%", "a&b", ">", "<", "", "  "])("refuses the name %j", (name) => {
    expect(() => task({ name }, noop)).toThrow(InvalidInput);
  });

  it.each<[string, object]>([
    ["Expected `retries` to be a whole number of 0 or more, got -1 (number).", { retries: -1 }],
    ["Expected `retries` to be a whole number of 0 or more, got 1.5 (number).", { retries: 1.5 }],
    [
      'Expected `retryDelaySeconds` to be a number of 0 or more, got "3" (string).',
      { retryDelaySeconds: "3" },
    ],
    [
      "Expected `retryDelaySeconds` to be a number of 0 or more, got -1 (number).",
      { retryDelaySeconds: [1, -1] },
    ],
    ["Expected at most 50 retry delays, got 51.", { retryDelaySeconds: Array(51).fill(1) }],
    [
      "Expected `retryJitterFactor` to be a number of 0 or more, got -10 (number).",
      { retryJitterFactor: -10 },
    ],
    [
      "Expected `timeoutSeconds` to be a number greater than 0, got 0 (number).",
      { timeoutSeconds: 0 },
    ],
    [
      "Expected `timeoutSeconds` to be a number greater than 0, got NaN (number).",
      { timeoutSeconds: Number.NaN },
    ],
    ["Expected `retries` to be a whole number of 0 or more, got 3n (bigint).", { retries: 3n }],
    [
      "Expected `retries` to be a whole number of at most 2147483647, got 2147483648 (number).",
      { retries: 2 ** 31 },
    ],
    ["Expected `version` to be a string, got Symbol(v) (symbol).", { version: Symbol("v") }],
    ["Expected `version` to be a string, got [object Object] (object).", { version: { n: 1n } }],
    ['Expected `tags` to be a list of strings, got "a" (string).', { tags: "a" }],
    [
      "Expected `retryConditionFn` to be a function, got true (boolean).",
      { retryConditionFn: true },
    ],
    ["Expected `onFailure` to be a function, got 1 (number).", { onFailure: [noop, 1] }],
    ["Expected `logPrints` to be true or false, got 1 (number).", { logPrints: 1 }],
    ["Expected `key` to be a string or a function, got 7 (number).", { key: 7 }],
    [
      'Expected `replayMismatch` to be one of fail, rerun, accept, got "x" (string).',
      { replayMismatch: "x" },
    ],
  ])("says: %s", (message, options) => {
    expect(() => task({ name: "x", ...options }, noop)).toThrow(message);
  });

  it("refuses options that are no object", () => {
    expect(() => task(JSON.parse("null"), noop)).toThrow(
      "Expected the options of a task to be an object, got null.",
    );
  });

  it("refuses what is no option, with the right spelling if there is one", () => {
    expect(() => make({ retry_delay_seconds: 1 })).toThrow(
      expect.objectContaining({
        message: "A task has no option `retry_delay_seconds`.",
        hint: "Write it as `retryDelaySeconds`.",
      }),
    );
    expect(() => make({ retrys: 1 })).toThrow(
      expect.objectContaining({
        hint: expect.stringContaining("The options are name, description, version"),
      }),
    );
  });

  it("needs a function", () => {
    expect(() => task({ name: "x" }, JSON.parse("5"))).toThrow("Expected `fn` to be a function");
  });

  it("gives access to the function alone", () => {
    expect(task({ name: "double" }, (n: number) => n * 2).fn(4)).toBe(8);
  });

  it("can be copied with other options; tags are replaced, not merged", () => {
    const original = task({ name: "load", tags: ["a"], retries: 1 }, noop);
    const copy = original.withOptions({ tags: ["b"], retryDelaySeconds: 2 });
    expect(copy.settings).toMatchObject({
      name: "load",
      tags: ["b"],
      retries: 1,
      retryDelays: [2],
    });
    expect(original.settings).toMatchObject({ tags: ["a"], retryDelays: undefined });
    expect(copy.fn).toBe(original.fn);
  });

  it("needs the engine to be called or sent off outside of a flow", async () => {
    const load = task({ name: "load" }, noop);
    await expect(load()).rejects.toThrow("Nothing is registered that could run a flow or a task.");
    await expect(load.delay()).rejects.toThrow(MissingRunContext);
  });

  it("can only be submitted and mapped in a flow", () => {
    const load = task({ name: "load" }, noop);
    expect(() => load.submit()).toThrow('Task "load" was submitted outside of a flow run.');
    expect(() => load.map()).toThrow('Task "load" was mapped outside of a flow run.');
  });
});
