import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { sorted } from "./verdicts.ts";

const database = useDatabase();

/** A literal object with `then` would pass for a promise. */
const condition = (...parts: unknown[]): object =>
  Object.fromEntries(["if", "then", "else"].map((name, place) => [name, parts[place]]));

/** A keyword, a schema, what it accepts, and what it does not. */
const cases: [name: string, schema: object, valid: unknown[], invalid: unknown[]][] = [
  ["const compares as JSON", { const: 1.0 }, [1], [2, "1", [1], true]],
  ["const holds objects", { const: { a: [1], b: 2 } }, [{ b: 2, a: [1.0] }], [{ a: [1] }, null]],
  ["enum holds anything", { enum: [null, [1], "a"] }, [null, [1.0], "a"], [[], {}, 1]],
  ["integer has no fraction", { type: "integer" }, [1, 1.0, 1e3, -0], [1.5, "1", null]],
  ["integer or text", { type: ["integer", "string"] }, [1, "a"], [1.5, null]],
  ["number keywords judge numbers", { minimum: 2 }, [2, 3, "a", null, []], [1, 1.999]],
  ["string keywords judge texts", { minLength: 2 }, ["ab", 1, []], ["a", ""]],
  ["array keywords judge arrays", { minItems: 1 }, [[0], "", {}], [[]]],
  ["object keywords judge objects", { required: ["a"] }, [{ a: null }, [], 1], [{}]],
  ["multiples are exact", { multipleOf: 0.01 }, [0.07, 19.99, 0, -1], [0.075]],
  ["big numbers keep their digits", { maximum: 1e300 }, [1e300], [1.1e300]],
  ["patterns are not anchored", { pattern: "b" }, ["abc", 5], ["ac"]],
  ["unknown formats are annotations", { format: "of-my-own" }, ["x", 1], []],
  ["dates are days", { format: "date" }, ["2024-02-29", 1], ["2023-02-29", "2024-2-1"]],
  [
    "instants",
    { format: "date-time" },
    ["2024-02-29T12:00:00Z", "2024-01-01T12:00:00.5+02:00"],
    ["2024-01-01", "2024-02-30T12:00:00Z", "2024-01-01T25:00:00Z"],
  ],
  ["times", { format: "time" }, ["12:00:00", "12:00:00Z"], ["25:00:00", "12"]],
  ["durations", { format: "duration" }, ["P1D", "PT1H30M", "P2W"], ["P", "1D", "PT"]],
  ["emails", { format: "email" }, ["a.b@c.de", '"a b"@c.de'], ["a", "a@", ".a@b.c", "a@b c"]],
  ["host names", { format: "hostname" }, ["a.b-c"], ["-a", "a_b", ""]],
  ["IPv4", { format: "ipv4" }, ["1.2.3.4"], ["1.2.3", "1.2.3.256", "01.2.3.4"]],
  [
    "IPv6",
    { format: "ipv6" },
    ["::", "::1", "1:2:3:4:5:6:7:8", "1::8", "::ffff:1.2.3.4", "1:2:3:4:5:6:7::"],
    ["1", ":::", "1::2::3", "1:2:3:4:5:6:7:8:9", "12345::", "1:2:3:4:5:6:7::8", ":1", "g::"],
  ],
  ["URIs", { format: "uri" }, ["http://a", "urn:x:y"], ["http://", "/a", "a b"]],
  ["UUIDs", { format: "uuid" }, ["550E8400-e29b-41d4-a716-446655440000"], ["550e8400"]],
  ["an exact pattern next to a format", { format: "date", pattern: "^x$" }, ["x"], ["2024-01-01"]],
  ["properties that are refused", { properties: { a: false } }, [{}, { b: 1 }], [{ a: 1 }]],
  [
    "patternProperties besides properties",
    { properties: { ab: { type: "string" } }, patternProperties: { "^a": { minLength: 2 } } },
    [{ ab: "xx" }, { a: 1 }, { b: "" }],
    [{ ab: "x" }, { ab: 1 }, { a: "x" }],
  ],
  [
    "additionalProperties are the rest",
    { properties: { a: true }, patternProperties: { "^b": true }, additionalProperties: false },
    [{ a: 1, b: 2, bc: 3 }, {}],
    [{ c: 1 }],
  ],
  ["propertyNames", { propertyNames: { maxLength: 2 } }, [{ ab: 1 }, {}], [{ abc: 1 }]],
  ["counted properties", { minProperties: 1, maxProperties: 2 }, [{ a: 1 }, []], [{}]],
  [
    "dependentRequired",
    { dependentRequired: { a: ["b", "c"] } },
    [{}, { b: 1 }, { a: 1, b: 1, c: 1 }],
    [{ a: 1 }, { a: 1, b: 1 }],
  ],
  [
    "dependentSchemas",
    { dependentSchemas: { a: { required: ["b"] } } },
    [{}, { a: 1, b: 1 }, "a"],
    [{ a: 1 }],
  ],
  [
    "prefixItems and the rest",
    { prefixItems: [{ type: "string" }, { const: 1 }], items: { type: "boolean" } },
    [[], ["a"], ["a", 1], ["a", 1, true]],
    [[1], ["a", 2], ["a", 1, 1]],
  ],
  [
    "items that differ",
    { uniqueItems: true },
    [
      [1, 2],
      [[1], [2]],
      ["1", 1],
    ],
    [
      [1, 1.0],
      [{}, {}],
    ],
  ],
  ["items that may repeat", { uniqueItems: false }, [[1, 1]], []],
  ["contains", { contains: { const: 1 } }, [[0, 1], 5], [[], [0]]],
  ["counted items", { contains: { const: 1 }, minContains: 2, maxContains: 3 }, [[1, 1]], [[1]]],
  ["contains at most", { contains: { const: 1 }, minContains: 0, maxContains: 1 }, [[]], [[1, 1]]],
  ["allOf", { allOf: [{ minimum: 1 }, { maximum: 2 }] }, [1, 2, "a"], [0, 3]],
  ["anyOf", { anyOf: [{ type: "string" }, { minimum: 2 }] }, ["", 2, null], [1]],
  ["oneOf", { oneOf: [{ multipleOf: 2 }, { multipleOf: 3 }] }, [2, 3], [6, 1, "a"]],
  ["not", { not: { required: ["a"] } }, [{}, { b: 1 }], [{ a: 1 }, 1]],
  [
    "if, then and else",
    condition({ minimum: 5 }, { multipleOf: 5 }, { maximum: 2 }),
    [5, 10, 1],
    [6, 3],
  ],
  ["then without if", condition(undefined, false, false), [1], []],
  [
    "references with siblings",
    { $defs: { text: { type: "string" } }, $ref: "#/$defs/text", minLength: 2 },
    ["ab"],
    ["a", 1],
  ],
  [
    "references between definitions",
    {
      items: { $ref: "#/$defs/pair" },
      $defs: { pair: { items: { $ref: "#/$defs/one" } }, one: { type: "integer" } },
    },
    [[[1]], [], [[]]],
    [[["a"]]],
  ],
  [
    "mutual recursion",
    {
      $ref: "#/$defs/even",
      $defs: {
        even: { anyOf: [{ type: "null" }, { type: "array", items: { $ref: "#/$defs/odd" } }] },
        odd: { type: "object", properties: { next: { $ref: "#/$defs/even" } } },
      },
    },
    [null, [], [{ next: [{ next: null }] }]],
    [1, [null], [{ next: [1] }]],
  ],
  ["a boolean schema", { items: false }, [[], 1], [[1]]],
];

describe("a value is judged by JSON Schema 2020-12", () => {
  it.each(cases)("%s", async (_name, schema, valid, invalid) => {
    expect(await sorted(database.pool, schema, [...valid, ...invalid])).toEqual({ valid, invalid });
  });
});
