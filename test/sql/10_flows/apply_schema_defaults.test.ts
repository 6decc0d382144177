import { describe, expect, it } from "vitest";
import * as z from "zod";
import { useDatabase } from "../../support/database.ts";
import { value } from "../rows.ts";

const database = useDatabase();
const fill = (schema: object, given: unknown): Promise<unknown> =>
  value(database.pool, "select provost_private.apply_schema_defaults($1, $2)", [
    JSON.stringify(schema),
    JSON.stringify(given),
  ]);

const inner = z.object({ retries: z.int().default(3), name: z.string() });

/** Schemas, and values that they fill. */
const cases: [name: string, schema: z.ZodType, given: unknown][] = [
  ["a property", z.object({ mode: z.string().default("full") }), {}],
  ["a property that is there", z.object({ mode: z.string().default("full") }), { mode: "" }],
  ["a default that is null", z.object({ a: z.string().nullable().default(null) }), {}],
  ["an object within", z.object({ a: inner }), { a: { name: "x" } }],
  ["an optional object that is absent", z.object({ a: inner.optional() }), {}],
  ["an object that is a default", z.object({ a: inner.prefault({ name: "x" }) }), {}],
  ["items", z.array(inner), [{ name: "x" }, { name: "y", retries: 1 }]],
  ["a tuple", z.tuple([inner], inner), [{ name: "x" }, { name: "y" }]],
  ["a record", z.record(z.string(), inner), { a: { name: "x" } }],
  ["an intersection", inner.and(z.object({ b: z.number().default(1) })), { name: "x" }],
  ["a nullable object", z.object({ a: inner.nullable() }), { a: { name: "x" } }],
  ["a null", z.object({ a: inner.nullable() }), { a: null }],
  ["the fitting alternative", z.union([z.object({ n: z.int() }), inner]), { name: "x" }],
  ["a definition", z.object({ a: inner.meta({ id: "Inner" }) }), { a: { name: "x" } }],
  [
    "a default of a definition",
    z.object({ a: z.string().default("x").meta({ id: "WithDefault" }) }),
    {},
  ],
];

describe("defaults", () => {
  it.each(cases)("are filled in as by zod: %s", async (_name, schema, given) => {
    const filled = await fill(z.toJSONSchema(schema, { io: "input" }), given);
    expect(filled).toEqual(schema.parse(given));
  });

  it("leave other values as they are", async () => {
    const schema = { properties: { a: { default: 1 } } };
    for (const given of ["text", 5, null, [1], { b: 2, a: 3 }]) {
      expect(await fill(schema, given)).toEqual(given);
    }
    expect(await fill({ type: "object" }, { a: 1 })).toEqual({ a: 1 });
  });

  it("come to an end where they would repeat themselves", async () => {
    const filled = await fill({ properties: { next: { $ref: "#", default: {} } } }, {});
    expect(JSON.stringify(filled).match(/next/g)).toHaveLength(65);
  });
});
