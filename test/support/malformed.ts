import { createHash } from "node:crypto";
import fc from "fast-check";

// What has broken programs before: for tests that nothing which comes from outside does harm.

/** So that no index compresses it. */
const longText = Array.from({ length: 140 }, (_, i) =>
  createHash("sha256").update(String(i)).digest("hex"),
).join("");

const texts = [
  ..."' \" \\ ; % $ @ \0 \t \u202e \u2028 é 𝕏 \ud800 \udc00".split(" "),
  ..."__proto__ constructor toString null NaN undefined -1 1e999 \\u0000 $1 $$ %s {{x}}".split(" "),
  "",
  "a\0b",
  "half\ud83d",
  "\r\nSet-Cookie: a=b",
  "'; drop table provost.flow_runs; --",
  "' || pg_sleep(10) || '",
  "../../etc/passwd",
  "Infinity",
  "2030-01-01T00:00:00Z",
  "999999-13-45",
  "00000000-0000-0000-0000-000000000000",
  longText,
];

export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...texts),
  fc.string({ unit: "binary", maxLength: 20 }),
);

const numbers = [
  ..."0 -0 1 -1 0.1 1e308 -1e308 1e309 1e-400 5e-324 2147483648 9007199254740993".split(" "),
  "-99999999999999999999999",
  "7".repeat(400),
];

const nested = (depth: number, open: string, close: string): string =>
  `${open.repeat(depth)}0${close.repeat(depth)}`;

const deep = fc
  .tuple(
    fc.constantFrom(3, 63, 65, 200, 1000),
    fc.constantFrom(["[", "]"], ['{"a":', "}"], ['{"__proto__":', "}"]),
  )
  .map(([depth, [open = "", close = ""]]) => nested(depth, open, close));

/** JSON as a text, since not all of it survives as a value of JavaScript. */
export const anyJson: fc.Arbitrary<string> = fc.letrec<{ json: string; object: string }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("null", "true", "false", ...numbers),
    anyText.map((text) => JSON.stringify(text)),
    fc.array(tie("json"), { maxLength: 4 }).map((items) => `[${items.join(",")}]`),
    tie("object"),
    deep,
  ),
  object: fc
    .array(fc.tuple(anyText, tie("json")), { maxLength: 4 })
    .map((entries) => `{${entries.map(([key, of]) => `${JSON.stringify(key)}:${of}`).join(",")}}`),
})).json;

export const anyObject: fc.Arbitrary<string> = fc
  .array(fc.tuple(anyText, anyJson), { maxLength: 4 })
  .map((entries) => `{${entries.map(([key, of]) => `${JSON.stringify(key)}:${of}`).join(",")}}`);

/** What claims to be JSON. */
export const brokenJson: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom("", "{", "[1,]", "{a:1}", "NaN", "'x'", "{}{}", '"\u0001"', '"\\x"', "nul"),
  fc.string({ unit: "binary", maxLength: 20 }),
);
