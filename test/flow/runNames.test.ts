import { describe, expect, it } from "vitest";
import { fillRunName } from "../../src/flow/runNames.ts";

describe("fillRunName", () => {
  it("fills in fields, also nested ones", () => {
    expect(fillRunName("load {source} to {to.table}", { source: "a", to: { table: "t" } })).toBe(
      "load a to t",
    );
    expect(fillRunName("{a}{b}{c}", { a: 1, b: null, c: [1, { d: 2 }] })).toBe('1null[1,{"d":2}]');
    expect(fillRunName("no places", {})).toBe("no places");
  });

  it("names data only: nothing is evaluated, and nothing inherited is found", () => {
    expect(() => fillRunName("{constructor}", {})).toThrow("names `constructor`");
    expect(() => fillRunName("{a.length}", { a: "text" })).toThrow("names `a.length`");
    expect(fillRunName("{a}", { a: "{b}", b: "no" })).toBe("{b}");
  });
});
