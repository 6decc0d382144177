import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { profileFile } from "../../../src/examples/etl/profileFile.ts";
import { readRows } from "../../../src/examples/etl/readRows.ts";
import type { FileRange, Row } from "../../../src/examples/etl/readRows.ts";
import { csvText } from "../csvText.ts";
import { useTemporaryFolder } from "../temporaryFolder.ts";

const folder = useTemporaryFolder();

async function profile(text: string | Buffer, options: { batchSize?: number; key?: string } = {}) {
  const path = folder.write("profiled.csv", text);
  const { batchSize = 5000, key } = options;
  return { path, ...(await profileFile(path, { delimiter: ",", batchSize, keyColumn: key })) };
}

async function rowsOf(path: string, range: FileRange): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const block of readRows(path, range, ",")) rows.push(...block.rows);
  return rows;
}

/** The number of the line that a byte is on, the slow way. */
const lineAt = (bytes: Buffer, offset: number): number =>
  bytes.toString("latin1", 0, offset).split(/\r\n|\n|\r/).length;

describe("the profile of a file", () => {
  it("names the columns and says what their values are", async () => {
    const { columns, rows } = await profile(
      "id,code,share,on,at,ok,none,mixed\n" +
        "1,02,0.5,2026-01-31,2026-01-31T10:00:00Z,true,,1\n" +
        "3,03,12,2024-02-29,2026-01-31 10:00:00+02:00,FALSE,,x\n",
    );
    expect(rows).toBe(2);
    expect(columns.map(({ name, kind }) => [name, kind])).toEqual([
      ["id", "integer"],
      ["code", "text"],
      ["share", "decimal"],
      ["on", "date"],
      ["at", "instant"],
      ["ok", "boolean"],
      ["none", "empty"],
      ["mixed", "text"],
    ]);
  });

  it("looks at all rows, also at the last one of many", async () => {
    const { columns } = await profile(`n\n${"1\n".repeat(20_000)}x\n`);
    expect(columns[0]?.kind).toBe("text");
  });

  it("leaves rows that cannot be loaded out of the types", async () => {
    const { columns, rows } = await profile('a,b\n1,2\nx\nx,y,z\n"x"x,y\n');
    expect(columns.map(({ kind }) => kind)).toEqual(["integer", "integer"]);
    expect(rows).toBe(4);
  });

  it("is that of an empty table when there is only a header", async () => {
    const { columns, rows, batches } = await profile("a,b");
    expect(columns.map(({ name, kind }) => [name, kind])).toEqual([
      ["a", "empty"],
      ["b", "empty"],
    ]);
    expect({ rows, batches }).toEqual({ rows: 0, batches: [] });
  });

  it("needs a header", async () => {
    for (const text of ["", "\n\n", "\u{feff}"]) {
      await expect(profile(text)).rejects.toThrow("The source is empty.");
    }
    await expect(profile('a,"b"c\n1,2\n')).rejects.toThrow(
      "The header on line 1 cannot be read. A quoted field goes on after its closing quote.",
    );
  });

  it("proves that the values of the key column are unique whole numbers, or does not", async () => {
    const isUnique = async (values: string[]) =>
      (await profile(csvText([["id", "x"], ...values.map((id) => [id, "x"])]), { key: "id" }))
        .columns[0]?.isUnique;
    expect(await isUnique(["1", "2", "10"])).toBe(true);
    expect(await isUnique(["10", "2", "-1"])).toBe(true);
    expect(await isUnique(["1", "2", "1"])).toBe(false);
    expect(await isUnique(["1", "", "2"])).toBe(false);
    expect(await isUnique(["1", "2", "x"])).toBe(false);
    expect(await isUnique(["1", "2", "2.5"])).toBe(false);
    expect(await isUnique(["1234567890123456", "1234567890123457"])).toBe(false);
    expect(await isUnique([])).toBe(false);
  });
});

describe("the batches of a file", () => {
  it("begin and end with whole rows, and know their line", async () => {
    const text = '\u{feff}a,b\r\n1,"x\r\ny"\r\n\r\n2,z\r\n3,"é\n"\r\n4,\r\n';
    const { path, batches } = await profile(text, { batchSize: 1 });
    const bytes = readFileSync(path);
    expect(batches.map(({ start, end }) => bytes.toString("utf8", start, end))).toEqual([
      '1,"x\r\ny"\r\n',
      "2,z\r\n",
      '3,"é\n"\r\n',
      "4,\r\n",
    ]);
    expect(batches.map(({ line, rows }) => [line, rows])).toEqual([
      [2, 1],
      [5, 1],
      [6, 1],
      [8, 1],
    ]);
  });

  it("are no more than a thousand, however small they are wanted", async () => {
    const { batches, rows } = await profile(`a\n${"1\n".repeat(30_000)}`, { batchSize: 1 });
    expect(rows).toBe(30_000);
    expect(batches.length).toBeLessThanOrEqual(1000);
    expect(batches.length).toBeGreaterThan(900);
  });

  it("hold each row of a file of many blocks once", async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => [
      String(i),
      `na"me\n${i}`,
      "ß".repeat(i % 40),
    ]);
    const { path, batches } = await profile(csvText([["id", "name", "note"], ...rows]), {
      batchSize: 7000,
    });
    expect(batches.map((batch) => batch.rows)).toEqual([...Array(8).fill(7000), 4000]);
    const read = (await Promise.all(batches.map((batch) => rowsOf(path, batch)))).flat();
    expect(read.map(({ fields }) => fields)).toEqual(rows);
    // Each of them takes two lines.
    expect(read.map(({ line }) => line)).toEqual(rows.map((_, i) => 2 + 2 * i));
  });

  it("read by themselves give the rows that were written, whatever these are", async () => {
    const field = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 12 }),
      fc.constantFrom("", '"', "\n", "\r\n", "a\nb", '""', ",", "é", "𝒳"),
    );
    const table = fc.integer({ min: 1, max: 5 }).chain((width) =>
      fc.array(fc.array(field, { minLength: width, maxLength: width }), {
        minLength: 1,
        maxLength: 30,
      }),
    );
    const style = fc.record({
      lineBreak: fc.constantFrom("\n", "\r\n", "\r"),
      quoteAll: fc.boolean(),
      byteOrderMark: fc.boolean(),
      endsWithLineBreak: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        table,
        style,
        fc.integer({ min: 1, max: 7 }),
        async (written, style, batchSize) => {
          const [header = [], ...rows] = written.map((row) =>
            row.map((field) => field.replaceAll("\0", "")),
          );
          const { path, batches } = await profile(csvText([header, ...rows], style), { batchSize });
          const bytes = readFileSync(path);
          const read: Row[] = [];
          for (const batch of batches) {
            const own = await rowsOf(path, batch);
            expect(own).toHaveLength(batch.rows);
            expect(own[0]?.line).toBe(lineAt(bytes, batch.start));
            read.push(...own);
          }
          expect(read.map(({ fields, fault }) => fault ?? fields)).toEqual(rows);
        },
      ),
      { numRuns: 300 },
    );
  });
});
