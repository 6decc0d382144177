import { describe, expect, it } from "vitest";
import { InvalidInput } from "../../../src/errors.ts";
import {
  DEFAULT,
  FLOW_PARAMETERS,
  INPUTS,
  NO_CACHE,
  RUN_ID,
  TASK_SOURCE,
  cacheKeyFn,
  expectCachePolicy,
} from "../../../src/flow/results/cachePolicy.ts";
import { namedInputs } from "../../../src/flow/calls/taskInputs.ts";

const inputs = (fields: Record<string, unknown>) => ({ inputs: fields });

describe("INPUTS", () => {
  it.each<[string, unknown, unknown]>([
    ["numbers from texts", 1, "1"],
    ["nested fields", { a: { b: 1 } }, { a: { b: 2 } }],
    ["lists from what is listed", [[1], 2], [[1, 2]]],
    ["dates", new Date(0), new Date(1)],
    ["a date from its text", new Date(0), new Date(0).toISOString()],
    ["bigints from numbers", 1n, 1],
    ["maps", new Map([["a", 1]]), new Map([["a", 2]])],
    ["sets", new Set([1]), new Set([2])],
    ["bytes", new Uint8Array([1]), new Uint8Array([2])],
    ["numbers from their bytes", new Float32Array([1]), new Uint8Array([0, 0, 128, 63])],
    ["halves of surrogate pairs", "\ud800", "\udfff"],
    ["half a surrogate pair from what stands for it", "\ud800", "\ufffd"],
    ["null from false", null, false],
    ["the ends of long texts", `${"x".repeat(500_000)}a`, `${"x".repeat(500_000)}b`],
  ])("tells %s apart", (_what, a, b) => {
    expect(INPUTS.computeKey(inputs({ x: a }))).not.toBe(INPUTS.computeKey(inputs({ x: b })));
    expect(INPUTS.computeKey(inputs({ x: a }))).toBe(INPUTS.computeKey(inputs({ x: a })));
  });

  it.each<[string, unknown, unknown]>([
    ["the order of fields", { a: 1, b: 2 }, { b: 2, a: 1 }],
    ["undefined fields", { a: 1, b: undefined }, { a: 1 }],
    [
      "the order of maps",
      new Map([
        ["a", 1],
        ["b", 2],
      ]),
      new Map([
        ["b", 2],
        ["a", 1],
      ]),
    ],
  ])("does not mind %s", (_what, a, b) => {
    expect(INPUTS.computeKey(inputs({ x: a }))).toBe(INPUTS.computeKey(inputs({ x: b })));
  });

  it.each<[string, unknown]>([
    ["a function", () => 1],
    ["an instance of URLSearchParams", new URLSearchParams("a=1")],
    ["a symbol", Symbol("x")],
    ["an instance of Promise", Promise.resolve(1)],
  ])("refuses %s", (what, value) => {
    const compute = () => INPUTS.computeKey(inputs({ x: [value] }));
    expect(compute).toThrow(InvalidInput);
    expect(compute).toThrow(what);
  });

  it("refuses an object that contains itself", () => {
    const loop: { self?: unknown } = {};
    loop.self = loop;
    expect(() => INPUTS.computeKey(inputs({ loop }))).toThrow("an object that contains itself");
  });

  it("has no key without arguments, and one when all are left out", () => {
    expect(INPUTS.computeKey({})).toBeNull();
    expect(INPUTS.computeKey(inputs({}))).toBeNull();
    expect(INPUTS.minus("x").computeKey(inputs({ x: 1 }))).not.toBeNull();
  });

  it.each([["y"], ["1"], ["options.verbose"], ["0.id"]])("leaves out %j", (name) => {
    const key = (y: number, verbose: number, id: number) =>
      INPUTS.minus(name).computeKey(inputs({ x: { id }, y, options: { verbose, deep: 1 } }));
    const same = name.startsWith("options")
      ? key(1, 9, 1)
      : name === "0.id"
        ? key(1, 1, 9)
        : key(9, 1, 1);
    expect(same).toBe(key(1, 1, 1));
    expect(key(9, 9, 9)).not.toBe(key(1, 1, 1));
  });

  it("refuses to leave out what is no name", () => {
    expect(() => INPUTS.minus("")).toThrow(InvalidInput);
    expect(() => INPUTS.plus("RUN_ID" as never)).toThrow("Expected cache policies to add");
  });
});

describe("composed policies", () => {
  const facts = { ...inputs({ x: 1 }), taskSource: "() => 1", flowRunId: "r" };

  it("have a key that depends on the order of their members", () => {
    const one = TASK_SOURCE.plus(RUN_ID).computeKey(facts);
    expect(RUN_ID.plus(TASK_SOURCE).computeKey(facts)).not.toBe(one);
    expect(expectCachePolicy("cachePolicy", [TASK_SOURCE, RUN_ID]).computeKey(facts)).toBe(one);
  });

  it("drop members without a key, and have none if all have none", () => {
    const { flowRunId: _, ...fewer } = facts;
    expect(TASK_SOURCE.plus(RUN_ID).computeKey(fewer)).toBe(TASK_SOURCE.computeKey(fewer));
    expect(FLOW_PARAMETERS.plus(RUN_ID).computeKey(fewer)).toBeNull();
  });

  it("gain nothing from NO_CACHE, and have INPUTS but once", () => {
    expect(NO_CACHE.plus(INPUTS).names).toEqual(["INPUTS"]);
    expect(INPUTS.minus("a").plus(RUN_ID, INPUTS.minus("b")).members).toEqual([
      { kind: "INPUTS", without: ["a", "b"] },
      { kind: "RUN_ID" },
    ]);
    expect(RUN_ID.minus("a")).toEqual(RUN_ID);
    expect(DEFAULT.names).toEqual(["INPUTS", "TASK_SOURCE", "RUN_ID"]);
  });

  it("keep their configuration, and refuse another", () => {
    const serializable = INPUTS.configure({ isolationLevel: "SERIALIZABLE" });
    expect(serializable.plus(RUN_ID).minus("a").configuration).toEqual({
      isolationLevel: "SERIALIZABLE",
    });
    expect(() => serializable.plus(RUN_ID.configure({ isolationLevel: "READ_COMMITTED" }))).toThrow(
      "different isolation levels",
    );
    // @ts-expect-error -- no such level
    expect(() => INPUTS.configure({ isolationLevel: "LOOSE" })).toThrow("READ_COMMITTED");
    // @ts-expect-error -- no such option
    expect(() => INPUTS.configure({ storage: "x" })).toThrow("no option `storage`");
    expect(() => INPUTS.configure({ keyStorage: "s3://key:secret@bucket" })).toThrow(
      "without credentials",
    );
  });

  it("tell tasks apart that are called alike", () => {
    const key = (taskName: string) => RUN_ID.computeKey({ flowRunId: "r", taskName });
    expect(key("a")).not.toBe(key("b"));
  });
});

describe("a key function", () => {
  const ask = (answer: unknown) =>
    cacheKeyFn(() => "unused").computeKey({ callKeyFn: () => answer });

  it("is the key by itself, and a part of it with others", () => {
    expect(ask("orders-2026")).toBe("orders-2026");
    expect(ask(null)).toBeNull();
    const policy = cacheKeyFn(() => "k").plus(RUN_ID);
    expect(policy.computeKey({ callKeyFn: () => "k", flowRunId: "r" })).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[string, unknown]>([
    ["one of 2001", "x".repeat(2001)],
    ["one of 0", ""],
    ["number", 7],
  ])("is refused when it answers %s", (got, answer) => {
    expect(() => ask(answer)).toThrow(got);
  });
});

describe("the inputs of a task", () => {
  it.each<[(...args: never[]) => unknown, unknown[], object]>([
    [(source: string, limit = 3) => [source, limit], ["a", 1], { source: "a", limit: 1 }],
    [async (n: number) => n, [1], { n: 1 }],
    [
      function named(a: number, ...others: number[]) {
        return [a, others];
      },
      [1, 2, 3],
      { a: 1, others: [2, 3] },
    ],
    [
      ({ source }: { source: string }) => source,
      [{ source: "a", more: 1 }],
      { source: "a", more: 1 },
    ],
    [([a]: number[], b: number) => [a, b], [[1], 2], { 0: [1], b: 2 }],
    [(a = ",)", b = { c: [1, 2] }) => [a, b], [1, 2], { a: 1, b: 2 }],
    [(url = "https://a.test/b", page = 1) => [url, page], ["u", 2], { url: "u", page: 2 }],
    [(größe: number) => Math.abs(größe), [1], { größe: 1 }],
    [() => 1, [5], { 0: 5 }],
    [Math.max, [1, 2], { 0: 1, 1: 2 }],
  ])("have the names that %s gives them", (fn, args, expected) => {
    expect(namedInputs(fn, args)).toEqual(expected);
  });

  it("have names in methods, and past comments", () => {
    const { load } = {
      // oxlint-disable-next-line no-unused-vars -- for its name
      load(this: void, source: string /* , (not this */, limit: number) {
        return source;
      },
    };
    expect(namedInputs(load, ["a", 1])).toEqual({ source: "a", limit: 1 });
  });
});
