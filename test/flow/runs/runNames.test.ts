import { describe, expect, it } from "vitest";
import { fillRunName } from "../../../src/flow/runs/runNames.ts";

describe("fillRunName", () => {
  it("fills in fields, also nested ones", () => {
    expect(fillRunName("load {source} to {to.table}", { source: "a", to: { table: "t" } })).toBe(
      "load a to t",
    );
    expect(fillRunName("{a}{b}{c}", { a: 1, b: null, c: [1, { d: 2 }] })).toBe('1null[1,{"d":2}]');
    expect(fillRunName("no places", {})).toBe("no places");
    expect(fillRunName("{a} {b} {c}", { a: 2n ** 70n, b: Number.NaN, c: [1n] })).toBe(
      '1180591620717411303424 NaN ["1"]',
    );
  });

  it("finds fields and items in brackets, too", () => {
    const values = { order: { id: 7, items: [{ sku: "a" }, { sku: "b" }] } };
    expect(fillRunName("{order[id]} {order[items][1].sku} {order.items[0][sku]}", values)).toBe(
      "7 b a",
    );
    expect(() => fillRunName("{order[items][2]}", values)).toThrow("names `order[items][2]`");
  });

  it("writes dates, in a format if it is given one", () => {
    const day = new Date("2026-03-04T15:06:07.089Z");
    expect(fillRunName("{day}", { day })).toBe("2026-03-04T15:06:07.089Z");
    expect(fillRunName("{day:%Y-%m-%d %H:%M:%S.%f}", { day })).toBe("2026-03-04 15:06:07.089000");
    expect(fillRunName("{day:%a %b %d %y, %I %p, %j %%}", { day })).toBe(
      "Wed Mar 04 26, 03 PM, 063 %",
    );
    expect(fillRunName("{on.day:%A in %B}", { on: { day: "2026-03-04" } })).toBe(
      "Wednesday in March",
    );
    expect(() => fillRunName("{day:%Q}", { day })).toThrow("unknown code `%Q`");
    expect(() => fillRunName("{n:%Y}", { n: "soon" })).toThrow("expects a date in `n`");
    expect(() => fillRunName("{n:%Y}", { n: 5 })).toThrow("expects a date in `n`");
  });

  it("names data only: nothing is evaluated, and nothing inherited is found", () => {
    expect(() => fillRunName("{constructor}", {})).toThrow("names `constructor`");
    expect(() => fillRunName("{a.length}", { a: "text" })).toThrow("names `a.length`");
    expect(fillRunName("{a}", { a: "{b}", b: "no" })).toBe("{b}");
  });
});
