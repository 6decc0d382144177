import { describe, expect, it } from "vitest";
import * as z from "zod";
import { useDatabase } from "../../support/database.ts";
import { type Row, rows } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());
const query = "select * from provost_private.parameter_errors($1, $2)";
const inJson = (schema: object, value: unknown) => [JSON.stringify(schema), JSON.stringify(value)];
const errorsOf = (schema: object, value: unknown) => rows(db, query, inJson(schema, value));
const zodErrorsOf = (schema: z.ZodType, value: unknown) =>
  errorsOf(z.toJSONSchema(schema, { io: "input" }), value);
const told = (errors: Row[]) => errors.map(({ pointer, message }) => [pointer, message]);

describe("the violations of a schema", () => {
  it("are all told, with place, keyword, what was expected and what came", async () => {
    const schema = z.strictObject({
      source: z.string(),
      limit: z.int().min(0),
      mode: z.enum(["full", "fast"]),
    });
    expect(await zodErrorsOf(schema, { source: 42, limit: -1, extra: true })).toEqual([
      {
        pointer: "/mode",
        keyword: "required",
        message: 'expected one of "full", "fast", got nothing',
      },
      {
        pointer: "/extra",
        keyword: "additionalProperties",
        message:
          'expected no property of this name (there are: "mode", "limit", "source"), got true',
      },
      {
        pointer: "/limit",
        keyword: "minimum",
        message: "expected a number of at least 0, got -1",
      },
      { pointer: "/source", keyword: "type", message: "expected a string, got 42" },
    ]);
  });

  it("are none for a value that fits", async () => {
    expect(await zodErrorsOf(z.object({ a: z.string() }), { a: "x" })).toEqual([]);
  });

  it("are told for at most 20 places", async () => {
    const errors = await zodErrorsOf(
      z.array(z.int()),
      Array.from({ length: 50 }, () => "x"),
    );
    expect(errors).toHaveLength(20);
    expect(errors[19]).toMatchObject({ pointer: "/19" });
  });

  it("are placed by pointers of RFC 6901", async () => {
    const schema = { properties: { "a/b~c": { items: { type: "string" } } } };
    expect(told(await errorsOf(schema, { "a/b~c": ["x", 1] }))).toEqual([
      ["/a~1b~0c/1", "expected a string, got 1"],
    ]);
  });

  it.each<[string, object, unknown, string]>([
    ["type", { type: ["string", "null"] }, 1, "expected a string or null, got 1"],
    ["object", { type: "object", required: ["a"] }, [], 'expected an object with "a", got []'],
    ["const", { const: "a" }, 1, 'expected "a", got 1'],
    ["minLength", { minLength: 3 }, "ab", 'expected a string of at least 3 characters, got "ab"'],
    ["maxLength", { maxLength: 1 }, "ab", 'expected a string of at most 1 character, got "ab"'],
    ["pattern", { pattern: "^a" }, "b", 'expected a string that matches /^a/, got "b"'],
    ["format", { format: "uuid" }, "b", 'expected a string of the format "uuid", got "b"'],
    ["exclusiveMinimum", { exclusiveMinimum: 1 }, 1, "expected a number above 1, got 1"],
    ["exclusiveMaximum", { exclusiveMaximum: 1 }, 1.0, "expected a number below 1, got 1"],
    ["multipleOf", { multipleOf: 0.1 }, 0.25, "expected a multiple of 0.1, got 0.25"],
    ["minItems", { minItems: 2 }, [1], "expected an array of at least 2 items, got [1]"],
    [
      "uniqueItems",
      { uniqueItems: true },
      [1, 1],
      "expected an array of different items, got [1, 1]",
    ],
    ["not", { not: { type: "null" } }, null, "expected anything but null, got null"],
    ["never", { not: {} }, 1, "expected no value here, got 1"],
    [
      "contains",
      { contains: { type: "integer" }, minContains: 2 },
      [1],
      "expected an array in which at least 2 of the items are an integer, got [1]",
    ],
    [
      "maxProperties",
      { maxProperties: 1 },
      { a: 1, b: 2 },
      'expected an object of at most 1 property, got {"a": 1, "b": 2}',
    ],
  ])("are told in words: %s", async (_name, schema, value, message) => {
    expect((await errorsOf(schema, value)).map((error) => error["message"])).toEqual([message]);
  });

  it("cut long values short", async () => {
    const [error] = await errorsOf({ type: "string" }, ["x".repeat(500)]);
    expect(String(error?.["message"])).toMatch(/^expected a string, got \["x{77}…$/);
  });

  it("do not tell the password of a URL", async () => {
    const [error] = await errorsOf({ maxLength: 5 }, "postgres://me:p@ss@db/x?y=1");
    expect(error?.["message"]).toContain('got "postgres://***@db/x?y=1"');
  });

  it("tell no value of a schema that marks one as secret", async () => {
    const schema = z.strictObject({
      password: z.string().min(20).meta({ writeOnly: true }),
      port: z.int(),
    });
    const errors = await zodErrorsOf(schema, {
      password: "hunter2",
      port: "x",
      pasword: "hunter3",
    });
    expect(errors).toHaveLength(3);
    expect(JSON.stringify(errors)).not.toMatch(/hunter/);
    expect(JSON.stringify(errors)).toContain("got a string of 7 characters");
  });
});

describe("the violations of a union", () => {
  const tagged = z.discriminatedUnion("type", [
    z.object({ type: z.literal("file"), path: z.string() }),
    z.object({ type: z.literal("table"), name: z.string(), rows: z.int() }),
  ]);

  it("are those of the alternative that the value is meant for", async () => {
    expect(told(await zodErrorsOf(tagged, { type: "table", name: 1, rows: 1 }))).toEqual([
      ["/name", "expected a string, got 1"],
    ]);
    expect(told(await zodErrorsOf(z.int().min(5).nullable(), 3))).toEqual([
      ["", "expected a number of at least 5, got 3"],
    ]);
  });

  it("name the alternatives when the discriminator fits none", async () => {
    expect(told(await zodErrorsOf(tagged, { type: "queue" }))).toEqual([
      ["/type", 'expected one of "file", "table", got "queue"'],
    ]);
    expect(told(await zodErrorsOf(tagged, {}))).toEqual([
      ["/type", 'expected one of "file", "table", got nothing'],
    ]);
  });

  it("name what there is to choose from when nothing fits", async () => {
    const schema = z.union([z.string().min(1), z.number().min(1)]);
    expect(told(await zodErrorsOf(schema, true))).toEqual([
      ["", "expected a string or a number, got true"],
    ]);
    expect(told(await zodErrorsOf(z.union([z.email(), z.uuid()]), "x"))).toEqual([
      ["", 'expected a value that fits one of 2 alternatives: a string, got "x"'],
    ]);
  });

  it("say so when too many alternatives fit", async () => {
    const schema = { oneOf: [{ minimum: 1 }, { minimum: 2 }, { maximum: 0 }] };
    expect(told(await errorsOf(schema, 5))).toEqual([
      ["", "expected a value that fits only one of the 3 alternatives, not 2 of them, got 5"],
    ]);
  });
});

describe("a recursive schema", () => {
  const schema = { properties: { next: { anyOf: [{ $ref: "#" }, { type: "null" }] } } };
  const chain = (length: number): object | null =>
    length === 0 ? null : { next: chain(length - 1) };

  it("judges values of 64 levels", async () => {
    expect(await errorsOf(schema, chain(64))).toEqual([]);
  });

  it("refuses to judge deeper ones", async () => {
    const error = await refusal(db, query, inJson(schema, chain(66)));
    expect(error).toMatchObject({
      code: "VOPAR",
      message: "The parameters are nested too deeply to be validated.",
    });
    expect(error.hint).toContain("flatter");
  });

  it("does not care how deep a value is that it says nothing about", async () => {
    expect(await errorsOf({ type: "object" }, chain(500))).toEqual([]);
  });

  it("says so when the server has no stack left for it", async () => {
    await db.query("set local max_stack_depth = '100kB'");
    const error = await refusal(db, query, inJson(schema, chain(60)));
    expect(error.message).toBe("The parameters are nested too deeply to be validated.");
    expect(error.detail).toContain("max_stack_depth");
  });
});
