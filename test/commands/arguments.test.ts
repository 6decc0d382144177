import { InvalidArgumentError } from "commander";
import { describe, expect, it } from "vitest";
import { collected, keyValue, stateType, wholeNumber } from "../../src/commands/arguments.ts";

describe("key=value", () => {
  it.each([
    ["source=data.csv", { source: "data.csv" }],
    ["limit=10", { limit: 10 }],
    ["dry=true", { dry: true }],
    ["nothing=null", { nothing: null }],
    ['list=[1,"two"]', { list: [1, "two"] }],
    ['text="10"', { text: "10" }],
    ["id=12345678901234567890", { id: "12345678901234567890" }],
    ["id=-9007199254740991", { id: -9_007_199_254_740_991 }],
    ["equation=a=b", { equation: "a=b" }],
    ["empty=", { empty: "" }],
    ["broken={a", { broken: "{a" }],
  ])("reads %s: JSON, or else text", (text, expected) => {
    expect(keyValue(text)).toEqual(expected);
  });

  it("adds to what was given earlier; the last value of a key wins", () => {
    expect(keyValue("b=2", keyValue("a=1"))).toEqual({ a: 1, b: 2 });
    expect(keyValue("a=3", { a: 1, b: 2 })).toEqual({ a: 3, b: 2 });
  });

  it.each(["key", "=value", ""])("refuses %j", (text) => {
    expect(() => keyValue(text)).toThrow(InvalidArgumentError);
  });
});

describe("a whole number", () => {
  it("is read within its bounds", () => {
    expect(wholeNumber(1, 10)("10")).toBe(10);
    expect(wholeNumber(0)("0")).toBe(0);
  });

  it.each(["0", "11", "1.5", "-1", "1e1", " 1", "ten", ""])("is refused when it is %j", (text) => {
    expect(() => wholeNumber(1, 10)(text)).toThrow("Expected a whole number, 1 to 10.");
  });
});

describe("options that may be repeated", () => {
  it("are collected in order", () => {
    expect(collected("b", collected("a"))).toEqual(["a", "b"]);
  });

  it("take types of states in any case", () => {
    expect(stateType("Crashed", stateType("failed"))).toEqual(["FAILED", "CRASHED"]);
    expect(() => stateType("Late")).toThrow("Expected one of SCHEDULED,");
  });
});
