import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeResult, encodeResult, fitsJsonb } from "../../../src/engine/store/resultCodec.ts";
import { State } from "../../../src/flow/states/states.ts";

const isStorable = (text: string) => text.isWellFormed() && !text.includes("\0");

function roundTrip(value: unknown): unknown {
  const { json, meta } = encodeResult("The result", value);
  return decodeResult(JSON.parse(json), meta === null ? null : JSON.parse(meta));
}

describe("the result codec", () => {
  it("stores plain JSON as it is, without meta data", () => {
    const value = { a: [1, "two", null, { b: false }], "c.d": "é" };
    expect(encodeResult("The result", value)).toEqual({ json: JSON.stringify(value), meta: null });
    expect(roundTrip(value)).toEqual(value);
  });

  it("turns undefined into null", () => {
    expect(encodeResult("The result", undefined)).toEqual({ json: "null", meta: null });
    expect(roundTrip(undefined)).toBeNull();
  });

  it.each([
    ["dates", new Date(0)],
    [
      "maps",
      new Map<unknown, unknown>([
        ["a", new Date(1)],
        [2, new Set([1n])],
      ]),
    ],
    ["sets", new Set([1, "a"])],
    ["bigints", { big: 12345678901234567890n }],
    ["numbers that JSON lacks", [Number.NaN, Number.POSITIVE_INFINITY, -0]],
    ["undefined within", { a: undefined, b: [undefined] }],
    ["regular expressions", /a+/gi],
    ["URLs", new URL("https://example.com/a?b=c")],
    ["bytes", new Uint8Array([0, 1, 255])],
    ["buffers", Buffer.from("hello")],
    ["keys with dots", { "a.b": { "c\\d": new Date(5) } }],
  ])("brings back %s", (_, value) => {
    expect(roundTrip(value)).toStrictEqual(value);
  });

  it("brings back errors with their causes", () => {
    const error = new Error("outer", { cause: new Error("inner") });
    const back = roundTrip([error, error.cause]);
    expect(back).toEqual([expect.any(Error), expect.any(Error)]);
    expect(back).toMatchObject([
      { message: "outer", cause: { message: "inner" } },
      { message: "inner" },
    ]);
  });

  it("brings back states with their data", () => {
    const skipped = new State({ type: "COMPLETED", name: "Skipped", data: new Date(5) });
    const failed = new State({ type: "FAILED", message: "far", data: new Error("far") });
    const back = roundTrip({ skipped, failed });
    expect(back).toMatchObject({ skipped, failed: { type: "FAILED", data: { message: "far" } } });
    expect(back).toHaveProperty("failed", expect.any(State));
  });

  it("brings back cycles", () => {
    const ring: { name: string; self?: unknown } = { name: "ring" };
    ring.self = ring;
    const back = roundTrip(ring);
    expect(back).toHaveProperty("self", back);
  });

  it("brings back any mixture of these", () => {
    const leaf = fc.oneof(
      fc.string({ unit: "grapheme" }).filter(isStorable),
      fc.integer(),
      fc.double({ noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      fc.date({ noInvalidDate: true }),
      fc.bigInt(),
    );
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4, depthSize: "small" },
        leaf,
        fc.array(tie("tree"), { maxLength: 4 }),
        // No backslashes: JSON.parse of Node 24.21 mixes up keys that consist of escapes.
        fc.dictionary(fc.stringMatching(/^[a-z.]{1,6}$/), tie("tree"), {
          maxKeys: 4,
          noNullPrototype: true,
        }),
        fc
          .array(fc.tuple(fc.string().filter(isStorable), tie("tree")), { maxLength: 3 })
          .map((all) => new Map(all)),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        expect(roundTrip({ value })).toEqual({ value });
      }),
      { numRuns: 300 },
    );
  });

  it("gives class instances back as plain objects", () => {
    class Point {
      x = 1;
    }
    expect(roundTrip({ at: new Point() })).toStrictEqual({ at: { x: 1 } });
  });

  it.each([
    ["a function", () => 1, "a function"],
    ["a function within", { close: () => 1 }, 'a function at "close"'],
    [
      "a promise",
      { later: Promise.resolve(1) },
      'an instance of Promise without fields at "later"',
    ],
    ["an iterator", [1, 2].values(), "an instance of Iterator without fields"],
    ["an invalid date", new Date(Number.NaN), "an invalid Date"],
  ])("refuses %s, which would be lost", (_, value, detail) => {
    expect(() => encodeResult('The result of task "x"', value)).toThrow(
      expect.objectContaining({
        message: `The result of task "x" cannot be stored as JSON. It holds ${detail}.`,
      }),
    );
  });

  it.each(["__proto__", "constructor", "prototype"])(
    "brings back members named %s in plain JSON, and refuses them beside anything else",
    (name) => {
      const member = JSON.parse(`{ "${name}": { "${name}": 1, "b": [2] }, "c": 3 }`) as object;
      expect(roundTrip({ list: [member] })).toEqual({ list: [member] });
      expect(() => encodeResult("It", { list: [member], at: new Date(0) })).toThrow(
        `It cannot be stored as JSON. It has a member named "${name}", which only plain JSON may have.`,
      );
    },
  );

  it("brings back what is nested two thousand deep, 500 with dates, and says so when it is deeper", () => {
    const nested = (depth: number, inner: unknown) => {
      let value = inner;
      for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { value };
      return value;
    };
    const depthOf = (value: unknown): number => {
      let depth = 0;
      let at = value;
      for (; typeof at === "object" && at !== null; depth++) at = Object.values(at)[0];
      return depth;
    };
    expect(depthOf(roundTrip(nested(2000, 1)))).toBe(2000);
    expect(depthOf(roundTrip(nested(500, new Date(0))))).toBe(501);
    const circular: { next?: unknown } = {};
    circular.next = nested(600, circular);
    for (const value of [
      nested(2001, 1),
      nested(501, new Date(0)),
      nested(499, new Map([[1, 2]])),
      circular,
    ]) {
      expect(() => encodeResult("It", value)).toThrow("nested too deeply: at most 2000 times");
    }
  });

  it.each([["a\0b"], [{ a: ["\ud83d"] }], [{ "\0": 1 }], [new Map([["\0", 1]])]])(
    "knows that jsonb cannot hold the characters of %j, which come back all the same",
    (value) => {
      expect(fitsJsonb(encodeResult("It", value), 1000)).toBe(false);
      expect(roundTrip(value)).toEqual(value);
    },
  );

  it("knows that jsonb holds escapes that are written out, and whole surrogate pairs", () => {
    for (const text of [String.raw`a \u0000 written out, and \\u0000`, "😀"]) {
      expect(fitsJsonb(encodeResult("It", text), 1000)).toBe(true);
      expect(roundTrip(text)).toBe(text);
    }
  });

  it("measures in bytes", () => {
    const fits = (text: string) => fitsJsonb(encodeResult("It", text), 102);
    expect(fits("x".repeat(100))).toBe(true);
    expect(fits("x".repeat(101))).toBe(false);
    expect(fits("é".repeat(50))).toBe(true);
    expect(fits("é".repeat(51))).toBe(false);
  });
});
