import { describe, expect, it } from "vitest";
import * as z from "zod";
import { useDatabase } from "../../support/database.ts";
import { refusal, useTransaction } from "../transaction.ts";
import { zodShapes } from "./zodShapes.ts";
import { zodStrings } from "./zodStrings.ts";

const db = useTransaction(useDatabase());
const check = "select provost_private.check_parameter_schema($1::jsonb)";
const accepted = async (schema: unknown) =>
  (await db.query(check, [JSON.stringify(schema)])).rowCount === 1;
const refuse = (schema: unknown) => refusal(db, check, [JSON.stringify(schema)]);

/** A schema within as many others as told, each one level above it. */
function within(levels: number, schema: object): object {
  return levels === 0 ? schema : { not: within(levels - 1, schema) };
}

describe("a parameter schema", () => {
  it("may be anything that zod writes, for input or output", async () => {
    for (const [, schema] of [...zodStrings, ...zodShapes]) {
      expect(await accepted(z.toJSONSchema(schema, { io: "input", reused: "ref" }))).toBe(true);
      expect(await accepted(z.toJSONSchema(schema, { io: "output", unrepresentable: "any" }))).toBe(
        true,
      );
    }
  });

  it("may carry annotations", async () => {
    expect(
      await accepted({
        $schema: "https://json-schema.org/draft/2020-12/schema",
        $id: "https://example.com/parameters",
        title: "Parameters",
        properties: { a: { "x-unit": "s", "ui:widget": "range", position: 0, default: 5 } },
      }),
    ).toBe(true);
  });

  it.each([
    ["an unknown keyword", { minLenght: 3 }, "minLenght", "/minLenght"],
    [
      "one below a property",
      { properties: { "a/b": { nope: 1 } } },
      "nope",
      "/properties/a~1b/nope",
    ],
    [
      "one within a list",
      { anyOf: [true, { unevaluatedItems: true }] },
      "unevaluatedItems",
      "/anyOf/1",
    ],
    ["one in a definition", { $defs: { x: { $anchor: "x" } } }, "$anchor", "/$defs/x/$anchor"],
    ["an unknown type", { type: "text" }, "type", "/type"],
    ["no type", { type: [] }, "type", "/type"],
    ["a length below 0", { minLength: -1 }, "minLength", "/minLength"],
    ["a length with a fraction", { maxItems: 1.5 }, "maxItems", "/maxItems"],
    [
      "a bound of an older draft",
      { exclusiveMinimum: true },
      "exclusiveMinimum",
      "/exclusiveMinimum",
    ],
    ["a divisor of 0", { multipleOf: 0 }, "multipleOf", "/multipleOf"],
    ["names given twice", { required: ["a", "a"] }, "required", "/required"],
    ["a name that is none", { dependentRequired: { a: [1] } }, "dependentRequired", "/dependentR"],
    ["a list of an older draft", { items: [{}] }, "items", "/items"],
    ["an empty choice", { oneOf: [] }, "oneOf", "/oneOf"],
    ["a schema that is none", { properties: { a: 5 } }, "properties", "/properties"],
    ["a flag that is none", { uniqueItems: "yes" }, "uniqueItems", "/uniqueItems"],
    ["an enum that is no list", { enum: "a" }, "enum", "/enum"],
    ["a malformed pattern", { items: { pattern: "(" } }, "pattern", "/items/pattern"],
    [
      "a malformed name pattern",
      { patternProperties: { "[": {} } },
      "patternProperties",
      "/pattern",
    ],
    ["a dangling reference", { $ref: "#/$defs/x" }, "$ref", "/$ref"],
    ["a reference to elsewhere", { $ref: "https://example.com" }, "$ref", "/$ref"],
    ["a reference into a value", { const: { a: {} }, $ref: "#/const/a" }, "$ref", "/$ref"],
    ["a reference to itself", { $ref: "#" }, "$ref", '""'],
    ["an id within", { properties: { a: { $id: "a" } } }, "$id", "/properties/a/$id"],
    ["65 levels", within(65, { type: "null" }), "type", "/not/not"],
  ])("is refused, naming keyword and place: %s", async (_name, schema, keyword, pointer) => {
    const error = await refuse(schema);
    expect(error.code).toBe("VOSCH");
    expect(error.message).toContain(`keyword "${keyword}" at `);
    expect(error.message).toContain(pointer);
    expect(error.detail).toMatch(/^Got /);
    expect(error.hint).not.toBe("");
  });

  it("is refused with the keywords that there are when it uses another", async () => {
    const { hint } = await refuse({ unevaluatedProperties: false });
    expect(hint).toContain("additionalProperties, propertyNames");
    expect(hint).toContain('"x-"');
  });

  it.each([[[]], [null], ["text"], [true]])(
    "is refused when it is no object: %j",
    async (schema) => {
      expect((await refuse(schema)).message).toBe("A parameter schema must be a JSON object.");
    },
  );

  it("may be 64 levels deep", async () => {
    expect(await accepted(within(64, { type: "null" }))).toBe(true);
  });

  it("may refer to itself from within the value", async () => {
    expect(
      await accepted({ properties: { next: { anyOf: [{ $ref: "#" }, { type: "null" }] } } }),
    ).toBe(true);
  });

  it.each([
    {
      $ref: "#/$defs/a",
      $defs: { a: { allOf: [{ $ref: "#/$defs/b" }] }, b: { $ref: "#/$defs/a" } },
    },
    { anyOf: [{ type: "string" }, { not: { $ref: "#" } }] },
    { if: { $ref: "#/if" } },
  ])("is refused when it turns in a circle on the same value: %j", async (schema) => {
    expect((await refuse(schema)).message).toContain("without stepping into the value");
  });

  it("is refused when its references branch without end", async () => {
    const steps = Array.from({ length: 40 }, (_, place) => {
      const next = { $ref: `#/$defs/s${place + 1}` };
      return [`s${place}`, { allOf: [next, next] }];
    });
    const schema = { $ref: "#/$defs/s0", $defs: { ...Object.fromEntries(steps), s40: {} } };
    expect((await refuse(schema)).message).toContain("branches so often");
  });

  it("may have names that a pointer escapes", async () => {
    const $defs = { "a/b~c d": { type: "string" } };
    expect(await accepted({ $ref: "#/$defs/a~1b~0c d", $defs })).toBe(true);
    expect(await accepted({ $ref: "#/$defs/a~1b~0c%20d", $defs })).toBe(true);
    expect(await accepted({ $ref: "#/$defs/%C3%A9", $defs: { é: {} } })).toBe(true);
  });
});
