import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mappedKey, namedKey, numberedKey } from "../../../src/engine/replay/replayKeys.ts";

describe("replay keys", () => {
  it("read as the path of the call", () => {
    const outer = numberedKey("", "outer", 0);
    expect(outer).toBe("outer#0");
    expect(numberedKey(`${outer}/`, "inner", 2)).toBe("outer#0/inner#2");
    expect(mappedKey("", "clean", 1, 17)).toBe("clean#1[17]");
    expect(namedKey("", "pay", "order-42")).toBe("pay[order-42]");
  });

  it("are no longer than an index can hold", () => {
    expect(() => namedKey("", "pay", "x".repeat(513))).toThrow(
      "Expected a key of at most 512 characters, got 513.",
    );
  });

  it("differ for different calls, whatever their names and keys hold", () => {
    const odd = fc.string({
      unit: fc.constantFrom("a", "#", "[", "]", "0", "1", " "),
      minLength: 1,
    });
    const oddKey = fc.string({ unit: fc.constantFrom("a", "#", "[", "]", "/", "%", "0") });
    const number = fc.integer({ min: 0, max: 11 });
    const call = fc.oneof(
      fc.record({ name: odd, index: number }),
      fc.record({ name: odd, index: number, item: number }),
      fc.record({ name: odd, key: oddKey }),
    );
    const keyOf = (path: readonly (typeof call extends fc.Arbitrary<infer T> ? T : never)[]) =>
      path.reduce((key, step) => {
        const prefix = key === "" ? "" : `${key}/`;
        if ("key" in step) return namedKey(prefix, step.name, step.key);
        return "item" in step
          ? mappedKey(prefix, step.name, step.index, step.item)
          : numberedKey(prefix, step.name, step.index);
      }, "");
    const path = fc.array(call, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(path, path, (a, b) => {
        expect(keyOf(a) === keyOf(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
      { numRuns: 2000 },
    );
  });
});
