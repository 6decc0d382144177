import { describe, expect, it } from "vitest";
import { nameColumns } from "../../../src/examples/etl/nameColumns.ts";
import {
  checkTableName,
  labelOf,
  rejectsOf,
  sqlName,
  tableNameOf,
} from "../../../src/examples/etl/nameTable.ts";

describe("the name of a table", () => {
  it.each([
    ["navaids.csv", "navaids"],
    ["../data/Nav Aids-2024.CSV.gz", "nav_aids_2024"],
    ["C:\\data\\regions.tsv", "regions"],
    ["2024-sales.csv", "t_2024_sales"],
    ["Länder.csv", "länder"],
    ["日本.csv", "日本"],
    ["---.csv", "data"],
    ["https://example.org/files/city%20list.csv?token=x", "city_list"],
    ["https://example.org/", "example_org"],
    ["https://example.org/100%.csv", "t_100"],
    ["drop table x;--.csv", "drop_table_x"],
  ])("is made of the source: %s -> %s", (source, name) => {
    expect(tableNameOf(source)).toBe(name);
  });

  it("is short enough for its rejects to have a table, too", () => {
    const table = tableNameOf(`${"é".repeat(60)}.csv`);
    expect(table).toBe("é".repeat(27));
    expect(Buffer.byteLength(rejectsOf({ schema: "public", table }).table)).toBeLessThanOrEqual(63);
  });

  it("is refused where the engine or PostgreSQL keep their own", () => {
    for (const schema of [
      "provost",
      "provost_private",
      "graphile_worker",
      "pg_catalog",
      "information_schema",
    ]) {
      expect(() => checkTableName({ schema, table: "x" })).toThrow(
        `Schema "${schema}" is not for loading data into.`,
      );
    }
  });

  it("is refused when it is empty, too long or holds a NUL", () => {
    for (const table of ["", "x".repeat(56), "a\0b"]) {
      expect(() => checkTableName({ schema: "public", table })).toThrow("1 to 55 bytes");
    }
    expect(checkTableName({ schema: "my schema", table: "x".repeat(55) }).schema).toBe("my schema");
  });

  it("is quoted in SQL where it has to be", () => {
    expect(sqlName({ schema: "public", table: "navaids" })).toBe("public.navaids");
    expect(sqlName({ schema: "public", table: 'My "own"' })).toBe('public."My ""own"""');
  });
});

describe("the label of a source", () => {
  it("shows nothing that may be secret, and yet tells queries apart", () => {
    const one = labelOf("https://user:secret@example.org/x.csv?signature=abc");
    expect(one).toMatch(/^https:\/\/example\.org\/x\.csv\?sha256=[0-9a-f]{12}$/);
    expect(labelOf("https://example.org/x.csv?signature=abd")).not.toBe(one);
    expect(labelOf("https://example.org/x.csv")).toBe("https://example.org/x.csv");
  });

  it("is the path, without detours", () => {
    expect(labelOf("./data//x.csv")).toBe("data/x.csv");
  });
});

describe("the names of columns", () => {
  it("are those of the header, each once", () => {
    expect(nameColumns(["id", " Name ", "a", "a", "a_2", "a", ""])).toEqual([
      "id",
      "Name",
      "a",
      "a_2",
      "a_2_2",
      "a_3",
      "column_7",
    ]);
  });

  it("leave PostgreSQL's own columns alone, and ours", () => {
    expect(nameColumns(["ctid", "xmin", "_line"])).toEqual(["ctid_2", "xmin_2", "_line_2"]);
  });

  it("are cut to what PostgreSQL keeps, between characters, and stay apart", () => {
    const [one = "", two = ""] = nameColumns(["é".repeat(40), "é".repeat(41)]);
    expect(one).toBe("é".repeat(31));
    expect(two).toBe(`${"é".repeat(30)}_2`);
  });
});
