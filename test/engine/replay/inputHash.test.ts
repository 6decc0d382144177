import { describe, expect, it } from "vitest";
import { hashInput } from "../../../src/engine/replay/inputHash.ts";

const large = (last: string) => ["x".repeat(300_000), last];
const circular: { self?: unknown } = {};
circular.self = circular;

describe("hashInput", () => {
  it.each<[string, unknown[], unknown[]]>([
    ["numbers", [1], [2]],
    ["kinds", [1], ["1"]],
    ["nested fields", [{ a: { b: 1 } }], [{ a: { b: 2 } }]],
    ["dates", [new Date(1)], [new Date(2)]],
    ["bigints", [1n], [2n]],
    ["maps", [new Map([[1, 2]])], [new Map([[1, 3]])]],
    ["sets", [new Set([1])], [new Set([2])]],
    ["bytes", [Buffer.from("a")], [Buffer.from("b")]],
    ["the lengths of large lists", [Array(100_000).fill("abc")], [Array(100_001).fill("abc")]],
    ["the beginnings of large texts", ["a" + "x".repeat(300_000)], ["b" + "x".repeat(300_000)]],
  ])("tells %s apart", (_, a, b) => {
    expect(hashInput(a)).not.toBe(hashInput(b));
    expect(hashInput(a)).toBe(hashInput(structuredClone(a)));
  });

  it.each([
    ["small", {}],
    ["large", { text: "x".repeat(300_000) }],
  ])("does not mind the order of the fields of a %s object", (_size, more) => {
    expect(hashInput([{ b: 1, a: { d: 2, c: [3] }, ...more }])).toBe(
      hashInput([{ ...more, a: { c: [3], d: 2 }, b: 1 }]),
    );
  });

  it("looks at the beginning of large input only", () => {
    expect(hashInput(large("a"))).toBe(hashInput(large("b")));
  });

  it("stands cycles", () => {
    expect(hashInput([circular])).toBe(hashInput([circular]));
  });

  it("is short", () => {
    expect(hashInput([{ a: 1 }])).toMatch(/^[\w-]{27}$/);
  });
});
