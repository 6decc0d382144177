import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CutRow, cutRows, longestRow } from "../../../src/examples/etl/cutRows.ts";
import { csvText } from "../csvText.ts";

const cut = (text: string, delimiter = ",") => cutRows(Buffer.from(text), delimiter, true).rows;

const fieldsOf = (rows: readonly CutRow[]) => rows.map(({ fields }) => fields);

/** Good rows as their fields, bad ones as their reasons. */
const outcomes = (text: string) => cut(text).map(({ fault, fields }) => fault ?? fields);

/** Cuts bytes that come in pieces, as a reader of a file does. */
function cutPieces(bytes: Buffer, sizes: readonly number[]): CutRow[] {
  const rows: CutRow[] = [];
  let offset = 0;
  let known = 0;
  for (let piece = 0; offset < bytes.length; piece++) {
    known = Math.min(known + (sizes[piece % sizes.length] ?? 1), bytes.length);
    const part = cutRows(bytes.subarray(offset, known), ",", known === bytes.length);
    for (const row of part.rows) {
      rows.push({ ...row, start: row.start + offset, end: row.end + offset });
    }
    offset += part.used;
  }
  return rows;
}

const wildText = fc
  .array(fc.constantFrom("a", "é", ",", '"', '""', "\n", "\r\n", "\r", '","', "x\n"), {
    maxLength: 60,
  })
  .map((parts) => parts.join(""));
const pieceSizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 });

describe("cutting rows", () => {
  it("reads quoted fields with delimiters, quotes and line breaks in them", () => {
    expect(fieldsOf(cut('a,b\n"1,5","say ""hi""\nthere"\n'))).toEqual([
      ["a", "b"],
      ["1,5", 'say "hi"\nthere'],
    ]);
  });

  it("takes LF, CRLF and CR for line breaks, mixed as they come", () => {
    expect(fieldsOf(cut("a\r\nb\nc\rd"))).toEqual([["a"], ["b"], ["c"], ["d"]]);
  });

  it("does not count empty lines as rows", () => {
    const rows = cut("\n\na,b\r\n\r\n\nc,d\n\n");
    expect(fieldsOf(rows)).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
    expect(rows.map(({ start, end }) => [start, end])).toEqual([
      [2, 7],
      [10, 14],
    ]);
  });

  it("reads a last row without a line break, and rows of empty fields", () => {
    expect(fieldsOf(cut(',,\n"",""'))).toEqual([
      ["", "", ""],
      ["", ""],
    ]);
  });

  it("takes delimiters of several characters", () => {
    expect(fieldsOf(cut('a||b\n"1||2"||3\n', "||"))).toEqual([
      ["a", "b"],
      ["1||2", "3"],
    ]);
  });

  it("leaves for later what may go on after the bytes", () => {
    for (const text of ["a,b\nc,d", 'a,b\n"c', "a,b\nc,d\n", "a,b\nc,d\r"]) {
      const { rows, used } = cutRows(Buffer.from(text), ",", false);
      expect(fieldsOf(rows)).toEqual([["a", "b"]]);
      expect(used).toBe(4);
    }
  });
});

describe("cutting rows whose quotes do not add up", () => {
  it("refuses the row and says why", () => {
    expect(outcomes('1,"a"x\n2,b\n')).toEqual([
      "A quoted field goes on after its closing quote.",
      ["2", "b"],
    ]);
    expect(outcomes('1,5" pipe\n2,b\n')).toEqual([
      "A quote stands in a field that does not begin with one.",
      ["2", "b"],
    ]);
  });

  it("does not let a quote that is never closed swallow the rest of the file", () => {
    expect(outcomes('1,a\n2,"b\n3,c\n4,d\n')).toEqual([
      ["1", "a"],
      "A quote is opened and not closed.",
      ["3", "c"],
      ["4", "d"],
    ]);
  });

  it("does not let a stray quote take rows along up to the next quote", () => {
    expect(outcomes('2,"b\n3,c\n4,"d"\n5,e\n')).toEqual([
      "A quoted field goes on after its closing quote.",
      ["3", "c"],
      ["4", "d"],
      ["5", "e"],
    ]);
  });

  it("reads on after thousands of stray quotes in a row", () => {
    const rows = cut(`${'1,"a\n'.repeat(5000)}2,b\n`);
    expect(rows).toHaveLength(5001);
    expect(rows.filter(({ fault }) => fault !== undefined)).toHaveLength(5000);
    expect(rows.at(-1)?.fields).toEqual(["2", "b"]);
  });

  it("refuses bytes that are no UTF-8, and NUL characters, row by row", () => {
    const bytes = Buffer.concat([
      Buffer.from("1,a\n2,"),
      Buffer.from([0xff]),
      Buffer.from("\n3,\0\n4,é\n"),
    ]);
    expect(cutRows(bytes, ",", true).rows.map(({ fault }) => fault)).toEqual([
      undefined,
      "The row is not UTF-8.",
      "The row holds a NUL character, which PostgreSQL cannot store.",
      undefined,
    ]);
  });
});

describe("cutting long rows", () => {
  it("reads a row that is longer than the usual piece", () => {
    const long = "x".repeat(1_500_000);
    expect(fieldsOf(cut(`a,b\n1,"${long}\n${long}"\n2,c\n`))).toEqual([
      ["a", "b"],
      ["1", `${long}\n${long}`],
      ["2", "c"],
    ]);
  });

  it("refuses a quoted field that goes on for too long, and reads on with the next line", () => {
    const filler = "3,c\n".repeat(longestRow / 4 + 1);
    const rows = cut(`1,a\n2,"b\n${filler}4,"d"\n`);
    expect(rows[1]).toMatchObject({ start: 4, end: 9, fault: expect.stringContaining("longer") });
    expect(rows[2]?.fields).toEqual(["3", "c"]);
    expect(rows.at(-1)?.fields).toEqual(["4", "d"]);
  });

  it("gives up on a line without an end", () => {
    expect(() => cut("x".repeat(2 * longestRow))).toThrow(/line of more than/);
  });
});

describe("whatever the text", () => {
  it("finds the rows that were written", () => {
    const table = fc.array(fc.array(fc.string({ unit: "grapheme" }), { minLength: 1 }));
    const style = fc.record({
      lineBreak: fc.constantFrom("\n", "\r\n"),
      quoteAll: fc.boolean(),
      endsWithLineBreak: fc.boolean(),
    });
    fc.assert(
      fc.property(table, style, (rows, style) => {
        const clean = rows.map((row) => row.map((field) => field.replaceAll("\0", "")));
        expect(fieldsOf(cut(csvText(clean, style)))).toEqual(clean);
      }),
    );
  });

  it("finds the same rows in whichever pieces the bytes come", () => {
    fc.assert(
      fc.property(wildText, pieceSizes, (text, sizes) => {
        const bytes = Buffer.from(text);
        expect(cutPieces(bytes, sizes)).toEqual(cutRows(bytes, ",", true).rows);
      }),
      { numRuns: 2000 },
    );
  });

  it("finds the same rows again from the beginning of each of them", () => {
    fc.assert(
      fc.property(wildText, (text) => {
        const bytes = Buffer.from(text);
        const { rows } = cutRows(bytes, ",", true);
        for (const [index, { start }] of rows.entries()) {
          const again = cutRows(bytes.subarray(start), ",", true).rows;
          const moved = again.map((row) => ({
            ...row,
            start: row.start + start,
            end: row.end + start,
          }));
          expect(moved).toEqual(rows.slice(index));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("drops nothing but line breaks between rows", () => {
    fc.assert(
      fc.property(wildText, (text) => {
        const bytes = Buffer.from(text);
        let at = 0;
        for (const { start, end } of cutRows(bytes, ",", true).rows) {
          expect(bytes.toString("latin1", at, start)).toMatch(/^[\r\n]*$/);
          expect(end).toBeGreaterThan(start);
          at = end;
        }
        expect(bytes.toString("latin1", at)).toMatch(/^[\r\n]*$/);
      }),
      { numRuns: 1000 },
    );
  });
});
