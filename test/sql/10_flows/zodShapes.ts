import * as z from "zod";

/** A name, a schema, and values on both sides of the line. */
export type ZodCase = [name: string, schema: z.ZodType, values: unknown[]];

const scalars = [0, 1, -1, 1.5, 5, 10, 1e3, "", "a", "abc", true, false, null];
const lists = [[], ["a"], ["a", "b"], ["a", "b", "c"], [1], ["a", 1], ["a", 1, 2], [["a"]]];
const objects = [{}, { a: "x" }, { a: 1 }, { a: "x", b: 1 }, { a: "x", b: "y" }, { b: 2 }];
const more = [{ a: "x", c: 1 }, { a: null }, { c: "q" }, { a: ["x"] }, { a: "x", b: null }];
const all: unknown[] = [...scalars, ...lists, ...objects, ...more];
const limits = [2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 32, 2 ** 53 - 1, 2 ** 53, -(2 ** 53), 1e39];
const tens = [0.3, 0.35, 1.1, 1e10, 6, 4, 3, 0, -6];

const tree = z.object({
  name: z.string(),
  get children() {
    return z.array(tree).optional();
  },
});
type Nested = string | Nested[];
const nested: z.ZodType<Nested> = z.lazy(() => z.union([z.string(), z.array(nested)]));
const trees = [
  { name: "a" },
  { name: "a", children: [{ name: "b", children: [{ name: "c" }] }] },
  { name: "a", children: [{ name: "b", children: [{ name: 1 }] }] },
  { name: "a", children: {} },
  ["a", ["b", ["c"]]],
  ["a", [1]],
];
const tagged = z.discriminatedUnion("t", [
  z.object({ t: z.literal("a"), x: z.string() }),
  z.strictObject({ t: z.literal("b"), y: z.number() }),
]);
const tags = [
  { t: "a", x: "q" },
  { t: "a", y: 1 },
  { t: "b", y: 1 },
  { t: "b", y: 1, z: 1 },
  { t: "c" },
  { x: "q" },
];
const fields = z.object({
  a: z.string().optional(),
  b: z.string().nullable(),
  c: z.string().nullish(),
  d: z.string().default("x"),
  e: z.string().prefault("y"),
  f: z.string().readonly(),
  g: z.number().min(1).nullable(),
});
const filled = { b: null, f: "x", g: null };
const fieldsets = [
  filled,
  { ...filled, b: "x", g: 1 },
  { ...filled, g: 0 },
  { ...filled, b: 1 },
  { ...filled, a: null },
  { ...filled, c: null, d: "q", e: "r" },
  { ...filled, d: 5 },
  { b: "x", f: "x" },
];
const deep = z.object({
  o: z.strictObject({ x: z.string(), y: z.array(z.strictObject({ z: z.int() })).optional() }),
});
const depths = [
  { o: { x: "a" } },
  { o: { x: "a", q: 1 } },
  { o: { x: "a", y: [{ z: 1 }] } },
  { o: { x: "a", y: [{ z: 1, w: 2 }] } },
  { o: { x: "a", y: [[{ z: 1 }]] } },
  { o: { x: "a", y: [{}] } },
  { o: {} },
  { o: [{ x: "a" }] },
];
const odd = z.object({ "50%": z.string(), 'a"b\\': z.number(), "/~": z.boolean(), $: z.null() });
const oddities = [
  { "50%": "x", 'a"b\\': 1, "/~": true, $: null },
  { "50%": 1, 'a"b\\': 1, "/~": true, $: null },
  { "50%": "x", 'a"b\\': 1, "/~": 0, $: null },
];
const settings = z.strictObject({
  source: z.string().min(1).max(200),
  limit: z.int().min(0).max(1000),
  mode: z.enum(["full", "fast"]).default("full"),
  dry: z.boolean().optional(),
  ratio: z.number().min(0).max(1),
});
const setting = { source: "x", limit: 1, ratio: 0.5 };
const variations = [
  setting,
  { ...setting, mode: "fast", dry: true },
  { ...setting, mode: "slow" },
  { ...setting, source: "" },
  { ...setting, source: "x".repeat(200) },
  { ...setting, source: "x".repeat(201) },
  { ...setting, source: ["x"] },
  { ...setting, limit: [1] },
  { ...setting, limit: 1.5 },
  { ...setting, ratio: 2 },
  { ...setting, extra: 1 },
  { limit: 1, ratio: 0.5 },
];
const referring = z.object({
  a: z.string().min(2).meta({ id: "Short" }),
  b: z.array(z.string().meta({ id: "an id/~" })),
});
const references = [
  { a: "xx", b: ["a"] },
  { a: "x", b: [] },
  { a: "xx", b: [1] },
];

/** Everything that zod says about other values than strings. */
export const zodShapes: ZodCase[] = [
  ["a number", z.number(), all],
  ["an integer", z.int(), [...all, ...limits]],
  ["an integer of 32 bits", z.int32(), [...scalars, ...limits]],
  ["an unsigned integer of 32 bits", z.uint32(), [...scalars, ...limits]],
  ["a number of 32 bits", z.float32(), [...scalars, ...limits]],
  ["a positive number", z.number().positive(), all],
  ["multiples of a half", z.number().nonpositive().multipleOf(0.5), [...tens, -0.5, -0.25]],
  ["multiples of 2 and 3", z.number().multipleOf(2).multipleOf(3), tens],
  ["multiples of a tenth", z.number().multipleOf(0.1), tens],
  ["a number between others", z.number().gt(1).lt(5), [1, 5, 1.0001, 4.9999, 3, "3"]],
  ["a bounded integer", z.number().int().min(3).max(9), [2, 3, 9, 10, 4.5, "3"]],
  ["true or false", z.boolean(), all],
  ["null", z.null(), all],
  ["nothing", z.never(), all],
  ["anything", z.any(), all],
  ["something unknown", z.unknown(), all],
  ["a literal text", z.literal("a"), all],
  ["a literal number", z.literal(5), all],
  ["a literal null", z.literal(null), all],
  ["a literal boolean", z.literal(true), all],
  ["several literals", z.literal(["a", 1, null, true]), all],
  ["an enum", z.enum(["a", "abc"]), all],
  ["an enum of numbers", z.enum({ A: 1, B: 5 }), all],
  ["an empty enum", z.enum([]), all],
  ["the keys of an object", z.object({ a: z.any(), abc: z.any() }).keyof(), all],
  ["an array", z.array(z.string()), all],
  ["an array of 1 or 2", z.array(z.string()).min(1).max(2), all],
  ["an array that is not empty", z.array(z.string()).nonempty(), all],
  ["an array of 2", z.array(z.any()).length(2), all],
  ["an array of arrays", z.array(z.array(z.string())), [...all, [["a"], [1]], [[["a"]]], [[]]]],
  ["an array of integers", z.array(z.int().min(1)), [[1, 2], [1, 0], [1.5], ["1"], [[1]], [null]]],
  ["a tuple", z.tuple([z.string(), z.number()]), all],
  ["a tuple with a rest", z.tuple([z.string()], z.number()), [...all, ["a", 1, "b"]]],
  ["a tuple with an optional end", z.tuple([z.string(), z.number().optional()]), all],
  ["an object", z.object({ a: z.string(), b: z.number().optional() }), all],
  ["a strict object", z.strictObject({ a: z.string() }), all],
  ["a loose object", z.looseObject({ a: z.string() }), all],
  ["an object with others", z.object({ a: z.string() }).catchall(z.number()), all],
  ["an empty strict object", z.strictObject({}), all],
  ["an object of anything", z.object({ a: z.any(), b: z.unknown() }), [...all, { a: 1, b: null }]],
  ["an extended object", z.object({ a: z.string() }).extend({ b: z.number() }), all],
  ["a partial object", z.object({ a: z.string(), b: z.number() }).partial(), all],
  ["a record", z.record(z.string(), z.number()), all],
  ["a record of an enum", z.record(z.enum(["a", "b"]), z.number()), [...all, { a: 1, b: 2 }]],
  ["a partial record", z.partialRecord(z.enum(["a", "b"]), z.string()), all],
  ["a record by numbers", z.record(z.number(), z.string()), [{ 1: "a" }, { x: "a" }, { 1: 2 }]],
  ["a record by pattern", z.record(z.string().regex(/^a/), z.string()), all],
  ["a loose record", z.looseRecord(z.string().regex(/^a/), z.string()), all],
  ["a record by length", z.record(z.string().min(2), z.string()), [{ ab: "x" }, { a: "x" }, {}]],
  ["a union", z.union([z.string(), z.number()]), all],
  ["a union of shapes", z.union([z.string().min(2), z.object({ a: z.number() })]), all],
  ["a discriminated union", tagged, [...tags, ...all]],
  ["exactly one of two", z.xor([z.string().min(2), z.string().max(2)]), ["a", "ab", "abc", 1]],
  ["exactly one of three", z.xor([z.int().min(0), z.int().max(5), z.string()]), all],
  ["an intersection", z.object({ a: z.string() }).and(z.object({ b: z.number() })), all],
  ["an intersection of texts", z.string().min(2).and(z.string().max(2)), ["a", "ab", "abc", 1]],
  ["a record and more", z.record(z.string(), z.any()).and(z.object({ b: z.number() })), all],
  ["optional and nullable fields", fields, fieldsets],
  ["a pipe", z.string().pipe(z.string()), all],
  ["a preprocessed number", z.preprocess((value) => value, z.number()), all],
  ["a refined object", z.object({ a: z.string() }).check(), all],
  ["a recursive object", tree, [...trees, ...all]],
  ["a recursive union", nested, [...trees, ...all]],
  ["any JSON", z.json(), [...trees, ...all]],
  ["nested strict objects", deep, depths],
  ["odd names", odd, oddities],
  ["typical parameters", settings, [...variations, ...all]],
  ["named parts", referring, references],
  ["a described string", z.string().meta({ title: "T", id: "Text", "x-unit": "s" }), all],
  ["a deprecated number", z.number().meta({ deprecated: true, examples: [1], position: 1 }), all],
];
