import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sqlTypes, widenKind } from "../../../src/examples/etl/valueKinds.ts";
import type { ValueKind } from "../../../src/examples/etl/valueKinds.ts";
import { useDatabase } from "../../support/database.ts";

const database = useDatabase({ start: "empty" });

const kindOf = (...values: string[]): ValueKind =>
  values.reduce<ValueKind>((kind, value) => widenKind(kind, value), "empty");

describe("the kind of a value", () => {
  it.each<[ValueKind, string[]]>([
    ["integer", ["0", "7", "-12", "999999999999999999"]],
    [
      "decimal",
      ["1.5", "-0.25", ".5", "52.55889892578125", "1234567890123456789", "1.5e-07", "1e+20"],
    ],
    ["boolean", ["true", "False", "TRUE"]],
    ["date", ["2026-01-31", "2024-02-29", "0001-01-01", "9999-12-31"]],
    ["timestamp", ["2026-01-31T10:00", "2026-01-31 10:00:00", "2026-01-31T23:59:59.123456"]],
    ["instant", ["2026-01-31T10:00:00Z", "2026-01-31 10:00+05:30", "2026-01-31T10:00:00.5-0800"]],
  ])("is %s for %j", (kind, values) => {
    for (const value of values) expect([value, kindOf(value)]).toEqual([value, kind]);
  });

  it.each([
    ["leading zeros", ["02", "007", "00.5", "-01"]],
    ["a plus sign", ["+5", "+49301234"]],
    ["codes that look like numbers", ["1E5", "12e4", "0x1F", "1_000", "1,5", "Infinity", "NaN"]],
    ["space around a number", [" 5", "5 "]],
    ["days that are not in the calendar", ["2025-02-29", "2026-13-01", "2026-04-31", "0000-01-01"]],
    ["hours that are not on the clock", ["2026-01-31T24:00", "2026-01-31T10:60", "2026-01-31T10"]],
    ["more digits than PostgreSQL keeps", ["2026-01-31T10:00:00.1234567", "1".repeat(500)]],
    ["other ways to say yes", ["yes", "t", "Y"]],
    ["words", ["null", "x", "-", "."]],
  ])("is text for %s", (_, values) => {
    for (const value of values) expect([value, kindOf(value)]).toEqual([value, "text"]);
  });
});

describe("the kind of several values", () => {
  it("is the narrowest that holds them all", () => {
    expect(kindOf("1", "2.5", "3")).toBe("decimal");
    expect(kindOf("2.5", "3")).toBe("decimal");
    expect(kindOf("1", "02")).toBe("text");
    expect(kindOf("true", "1")).toBe("text");
    expect(kindOf("2026-01-31", "2026-01-31T10:00")).toBe("text");
    expect(kindOf("2026-01-31T10:00", "2026-01-31T10:00Z")).toBe("text");
    expect(kindOf()).toBe("empty");
  });
});

/** What PostgreSQL makes of a value: numbers and days as texts, instants in milliseconds. */
async function stored(text: string, kind: ValueKind): Promise<string | number> {
  const isTime = kind === "timestamp" || kind === "instant";
  const shown = isTime ? "(extract(epoch from value) * 1000)::float8" : "value::text";
  const { rows } = await database.pool.query<{ shown: string | number }>(
    `select ${shown} as shown from (select $1::text::${sqlTypes[kind]} as value) as given`,
    [text],
  );
  return rows[0]?.shown ?? "";
}

/** The same, computed here. */
function expected(text: string, kind: ValueKind): string | number {
  if (kind === "instant") return Date.parse(text);
  if (kind === "timestamp") return Date.parse(`${text.replace(" ", "T")}Z`);
  if (kind === "boolean") return text.toLowerCase();
  return Number(text) === 0 ? text.replace("-", "") : text;
}

describe("PostgreSQL", () => {
  const days = fc
    .date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
    .map((date) => date.toISOString());

  it("keeps values of each kind as they are", async () => {
    const value = fc.oneof(
      fc.stringMatching(/^-?(0|[1-9]\d{0,30})(\.\d{1,20})?$/),
      fc.bigInt(-(10n ** 18n), 10n ** 18n).map(String),
      days,
      days.map((text) => text.slice(0, 10)),
      days.map((text) => text.replace("T", " ").slice(0, 16)),
      days.map((text) => text.replace("Z", "+05:30")),
      fc.constantFrom("true", "FALSE", "not so"),
    );
    await fc.assert(
      fc.asyncProperty(value, async (text) => {
        const kind = kindOf(text);
        expect(await stored(text, kind)).toBe(expected(text, kind));
      }),
      { numRuns: 500 },
    );
  });

  it("keeps every number that JavaScript writes", async () => {
    const double = fc.double({ noDefaultInfinity: true, noNaN: true });
    await fc.assert(
      fc.asyncProperty(double, async (number) => {
        const text = String(number);
        expect(kindOf(text)).not.toBe("text");
        expect(Number(await stored(text, kindOf(text)))).toBe(number + 0);
      }),
      { numRuns: 300 },
    );
  });
});
