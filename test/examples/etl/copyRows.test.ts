import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { copyRows } from "../../../src/examples/etl/copyRows.ts";
import { useDatabase } from "../../support/database.ts";

const database = useDatabase({ start: "empty" });

describe("rows that are copied", () => {
  it("arrive as they are, whatever is in them", async () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom("", "\\", "\\N", "\\.", "\t", "\n", "\r\n", "\\n", "NULL", "é𝒳", "x\\"),
    );
    const value = fc.option(text.map((some) => some.replaceAll("\0", "")));
    const rows = fc.array(fc.tuple(value, value), { maxLength: 20 });
    const client = await database.pool.connect();
    try {
      await client.query('create temp table "odd ""name" (line bigint, a text, b text)');
      await fc.assert(
        fc.asyncProperty(rows, async (values) => {
          const numbered = values.map(([a, b], line) => [line, a, b]);
          await client.query('truncate "odd ""name"');
          await copyRows(client, 'odd "name', numbered);
          const { rows: found } = await client.query<unknown[]>({
            text: 'select * from "odd ""name" order by line',
            rowMode: "array",
          });
          expect(found).toEqual(numbered);
        }),
        { numRuns: 200 },
      );
    } finally {
      client.release();
    }
  });

  it("leave the connection usable when they do not fit", async () => {
    const client = await database.pool.connect();
    try {
      await client.query("create temp table narrow (line int)");
      await expect(copyRows(client, "narrow", [["x"]])).rejects.toThrow("invalid input syntax");
      await copyRows(client, "narrow", []);
      await copyRows(client, "narrow", [[1]]);
      expect((await client.query("select line from narrow")).rows).toEqual([{ line: 1 }]);
    } finally {
      client.release();
    }
  });
});
