import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { randomSchema, someValues } from "./randomSchemas.ts";
import { judge } from "./verdicts.ts";

const database = useDatabase();
const proven = async (schema: object, values: unknown[]): Promise<unknown[]> => {
  const { verdicts } = await judge(database.pool, schema, values);
  return values.filter((_value, place) => verdicts[place]?.isProven);
};

describe("a compiled check", () => {
  it("proves what is valid, and nothing else", async () => {
    await fc.assert(
      fc.asyncProperty(randomSchema, someValues, async (schema, values) => {
        const { isCompiled, verdicts } = await judge(database.pool, schema, values);
        for (const { isValid, isProven, fits, errorCount } of verdicts) {
          expect({ isProven, fits, hasErrors: errorCount > 0 }).toEqual({
            isProven: isCompiled && isValid,
            fits: isValid,
            hasErrors: !isValid,
          });
        }
      }),
      { numRuns: 300 },
    );
  });

  it("does not look into arrays for a value that is not there", async () => {
    const schema = { type: "object", properties: { a: { type: "string", const: "x" } } };
    expect(await proven(schema, [{ a: ["x"] }, [{ a: "x" }], { a: "x" }])).toEqual([{ a: "x" }]);
    const list = { type: "array", items: { type: "string" } };
    expect(await proven(list, [[["x"]], [[]], ["x"], []])).toEqual([["x"], []]);
  });

  it("tells a missing property from one that is null", async () => {
    const schema = { properties: { a: { not: { type: "string" } } }, required: ["a"] };
    expect(await proven(schema, [{}, { a: null }, { a: "x" }, 5])).toEqual([{ a: null }, 5]);
    const nested = { items: { properties: { a: { minLength: 1 } }, required: ["a"] } };
    expect(await proven(nested, [[{}], [{ a: "" }], [{ a: "x" }, { a: null }]])).toEqual([
      [{ a: "x" }, { a: null }],
    ]);
  });

  it.each([
    ["recursion", { type: "array", items: { $ref: "#" } }],
    ["items that must differ", { type: "array", uniqueItems: true }],
    ["a number of properties", { type: "object", minProperties: 1 }],
    ["a property that needs another", { dependentRequired: { a: ["b"] } }],
    ["a constant array", { const: [1] }],
    ["Unicode properties", { type: "string", pattern: "^\\p{L}+$" }],
    ["items to be found", { contains: { const: 1 } }],
  ])("does not exist for %s", async (_name, schema) => {
    expect((await judge(database.pool, schema, [null])).isCompiled).toBe(false);
  });

  it("is not written for a schema that would be too large", async () => {
    const wide = { anyOf: Array.from({ length: 400 }, (_, place) => ({ minLength: place + 1 })) };
    const { isCompiled, verdicts } = await judge(database.pool, wide, ["x"]);
    expect(isCompiled).toBe(false);
    expect(verdicts[0]?.fits).toBe(true);
  });

  it("takes one match for all in a union that has a discriminator", async () => {
    const choice = (name: string) => ({
      type: "object",
      properties: { type: { const: name }, value: { type: "integer" } },
      required: ["type"],
    });
    const schema = { oneOf: ["a", "b", "c"].map(choice) };
    expect(
      await proven(schema, [{ type: "b", value: 1 }, { type: "b", value: "x" }, { type: "d" }]),
    ).toEqual([{ type: "b", value: 1 }]);
  });
});
