import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { etl, etlFlow } from "../../src/examples/etl.ts";
import { csvText } from "./csvText.ts";
import { useExamples } from "./useExamples.ts";

const examples = useExamples();
const { folder } = examples;

beforeEach(async () => {
  await examples.query("drop schema public cascade");
  await examples.query("create schema public");
});

const load = (name: string, text: string | Buffer, parameters: object = {}) =>
  etl({ source: folder.write(name, text), ...parameters });
const rowsOf = (table: string) => examples.query(`select * from ${table} order by 1`);
const rejectsOf = (table: string) =>
  examples.query(`select line, reason, raw from ${table}_rejects order by line`);

const columnTypes = (table: string) =>
  examples.query(
    `select string_agg(column_name || ' ' || data_type, ', ' order by ordinal_position) as columns
     from information_schema.columns where table_name = $1`,
    [table],
  );

describe("the example etl", () => {
  it("loads a file into a table that is named for it, with types that fit", async () => {
    const result = await etl({ source: "src/examples/data/planets.csv" });
    expect(result).toEqual({
      table: "public.planets",
      rows: 8,
      loaded: 8,
      written: 8,
      rejected: 0,
    });
    expect(await columnTypes("planets")).toEqual([
      {
        columns:
          "id bigint, name text, kind text, diameter_km numeric, day_hours numeric, " +
          "moons bigint, has_rings boolean, discovered_on date, note text",
      },
    ]);
    const [venus, , mars] = await examples.query("select * from planets where id > 1 order by id");
    expect(venus).toEqual({
      id: 2,
      name: "Venus",
      kind: "rocky",
      diameter_km: "12103.6",
      day_hours: "2802.0",
      moons: 0,
      has_rings: false,
      discovered_on: null,
      note: "Turns the other way round:\nthe sun rises in the west",
    });
    expect(mars?.["note"]).toBe('Home of "Olympus Mons", 21.9 km high');
  });

  it("loads nothing twice, and brings a changed file's changes", async () => {
    const first = "id,name\n1,one\n2,two\n3,three\n";
    expect(await load("numbers.csv", first)).toMatchObject({ loaded: 3, written: 3 });
    expect(await load("numbers.csv", first)).toMatchObject({ loaded: 3, written: 0 });
    const second = "id,name\n3,drei\n2,two\n4,vier\n";
    expect(await load("numbers.csv", second)).toMatchObject({ rows: 3, loaded: 3, written: 2 });
    expect(await examples.query("select * from numbers order by id")).toEqual([
      { id: 1, name: "one" },
      { id: 2, name: "two" },
      { id: 3, name: "drei" },
      { id: 4, name: "vier" },
    ]);
  });

  it("loads a file once, also when two runs load it at the same time", async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => [String((i * 7919) % 3000), `x${i}`]);
    const source = folder.write("raced.csv", csvText([["id", "v"], ...rows, ["bad"]]));
    const results = await Promise.all([
      etl({ source, batchSize: 300 }),
      etl({ source, batchSize: 400 }),
    ]);
    for (const result of results) expect(result).toMatchObject({ loaded: 3000, rejected: 1 });
    const written = results.map((result) => result.written);
    expect(written.reduce((sum, count) => sum + count)).toBe(3000);
    expect(await rowsOf("raced")).toHaveLength(3000);
    expect(await rejectsOf("raced")).toHaveLength(1);
  });

  it("keeps what it cannot load, with the line and the reason", async () => {
    const text =
      'id,name\r\n1,"one\r\nand a half"\r\n2\r\n3,three,more\r\n4,"fo"ur\r\n5,five\r\n6,"six\r\n';
    expect(await load("ragged.csv", text, { batchSize: 2 })).toEqual({
      table: "public.ragged",
      rows: 6,
      loaded: 2,
      written: 2,
      rejected: 4,
    });
    expect(await rowsOf("ragged")).toEqual([
      { id: 1, name: "one\r\nand a half" },
      { id: 5, name: "five" },
    ]);
    const rejects = [
      { line: 4, reason: "Expected 2 fields, got 1.", raw: "2" },
      { line: 5, reason: "Expected 2 fields, got 3.", raw: "3,three,more" },
      { line: 6, reason: "A quoted field goes on after its closing quote.", raw: '4,"fo"ur' },
      { line: 8, reason: "A quote is opened and not closed.", raw: '6,"six' },
    ];
    expect(await rejectsOf("ragged")).toEqual(rejects);
    await load("ragged.csv", text);
    expect(await rejectsOf("ragged")).toEqual(rejects);
    await load("ragged.csv", "id,name\n1,one\n2,two\n");
    expect(await rejectsOf("ragged")).toEqual([]);
  });

  it("keeps bytes out that PostgreSQL cannot store, and shows them in the reject", async () => {
    const bytes = Buffer.concat([Buffer.from("id,name\n1,a\0b\n2,"), Buffer.from([0xe9, 10])]);
    expect(await load("bytes.csv", bytes)).toMatchObject({ loaded: 0, rejected: 2 });
    expect((await rejectsOf("bytes")).map(({ raw }) => raw)).toEqual(["1,a\\0b", "2,\u{fffd}"]);
  });

  it("makes an empty table of a file that has only a header", async () => {
    expect(await load("empty.csv", "\u{feff}id,name\r\n")).toMatchObject({ rows: 0, loaded: 0 });
    expect(await rowsOf("empty")).toEqual([]);
    expect(await columnTypes("empty")).toEqual([{ columns: "id text, name text" }]);
  });

  it("fails, and says why, without a header or without a file", async () => {
    await expect(load("nothing.csv", "")).rejects.toThrow("The source is empty.");
    await expect(etl({ source: join(folder.path, "missing.csv") })).rejects.toThrow(
      /The source ".*missing\.csv" cannot be read: ENOENT/,
    );
  });

  it("reads gzip, UTF-16, other delimiters, CR line breaks and odd headers", async () => {
    await load("packed.csv.gz", gzipSync("id,name\n1,é\n"));
    expect(await rowsOf("packed")).toEqual([{ id: 1, name: "é" }]);
    await load("wide.csv", Buffer.from("\u{feff}id;name\r\n1;é𝒳\r\n", "utf16le"), {
      delimiter: ";",
    });
    expect(await rowsOf("wide")).toEqual([{ id: 1, name: "é𝒳" }]);
    await load("tabs.tsv", 'id\tname\r1\t"a\tb"\r', { delimiter: "\\t" });
    expect(await rowsOf("tabs")).toEqual([{ id: 1, name: "a\tb" }]);
    await load("odd.csv", "id,name,name,,xmin\n1,a,b,c,d\n");
    expect(await rowsOf("odd")).toEqual([
      { id: 1, name: "a", name_2: "b", column_4: "c", xmin_2: "d" },
    ]);
  });

  it("leaves no copy of the source behind, however it ends", async () => {
    await load("clean.csv", "id\n1\n");
    await load("clean.csv", "").catch(() => {});
    expect(readdirSync(join(folder.path, "etl"))).toEqual([]);
  });

  it("takes the table and the schema that it is told, whatever their names", async () => {
    const names = { table: 'Order "x"; --', schema: "My Data" };
    const { table } = await load("named.csv", "id,select\n1,x\n", names);
    expect(table).toBe('"My Data"."Order ""x""; --"');
    expect(await rowsOf(table)).toEqual([{ id: 1, select: "x" }]);
    await examples.query('drop schema "My Data" cascade');
  });

  it("refuses to load into the engine's own tables", async () => {
    const names = { table: "flow_runs", schema: "provost" };
    await expect(load("evil.csv", "id\n1\n", names)).rejects.toThrow("is not for loading data");
  });
});

describe("the key of the example etl", () => {
  it("is what the run names, and rows that repeat it are rejected, in whichever batch", async () => {
    const text = "a,b,v\n1,x,1\n1,y,2\n1,x,3\n,y,4\n2,x,5\n1,y,6\n";
    expect(await load("pairs.csv", text, { key: ["a", "b"], batchSize: 1 })).toMatchObject({
      loaded: 3,
      rejected: 3,
    });
    expect(await examples.query("select v from pairs order by v")).toEqual([
      { v: 1 },
      { v: 2 },
      { v: 5 },
    ]);
    expect(await rejectsOf("pairs")).toEqual([
      { line: 4, reason: "The row on line 2 has the same a, b.", raw: "1,x,3" },
      { line: 5, reason: 'Its key column "a" is empty.', raw: ",y,4" },
      { line: 7, reason: "The row on line 3 has the same a, b.", raw: "1,y,6" },
    ]);
  });

  it("compares values and not how they are written", async () => {
    const text = "k,v\n1.0,1\n1.00,2\n2,3\n";
    expect(await load("decimals.csv", text, { key: ["k"] })).toMatchObject({ loaded: 2 });
    expect((await rejectsOf("decimals")).map(({ line }) => line)).toEqual([3]);
  });

  it("does not count rows that are rejected anyway", async () => {
    const text = "k,v\n1,x,y\n1,2\n";
    expect(await load("first.csv", text, { key: ["k"] })).toMatchObject({ loaded: 1, rejected: 1 });
    expect(await rowsOf("first")).toEqual([{ k: 1, v: 2 }]);
  });

  it("is a column id of texts, too, when each row has one of its own", async () => {
    await load("texts.csv", "id,v\nx1,1\nx2,2\n");
    expect(await load("texts.csv", "id,v\nx2,3\n")).toMatchObject({ written: 1 });
    expect(await examples.query("select * from texts order by id")).toEqual([
      { id: "x1", v: 1 },
      { id: "x2", v: 3 },
    ]);
  });

  it("is the line when there is no other, and the table mirrors the file", async () => {
    for (const text of ["id,v\n1,a\n1,b\n", "v,w\n1,a\n1,a\n", "id,v\n,a\n1,b\n"]) {
      const { table } = await load("lines.csv", text);
      expect(await examples.query(`select _line from ${table} order by 1`)).toEqual([
        { _line: 2 },
        { _line: 3 },
      ]);
      await examples.query(`drop table ${table}`);
    }
    await load("mirror.csv", "v\n1\n2\n3\n4\n5\n", { batchSize: 2 });
    const again = await load("mirror.csv", "v\n1\n\n7\n8,9\n", { batchSize: 2 });
    expect(again).toMatchObject({ rows: 3, loaded: 2, written: 1, rejected: 1 });
    expect(await examples.query("select _line, v from mirror order by 1")).toEqual([
      { _line: 2, v: 1 },
      { _line: 4, v: 7 },
    ]);
    await load("mirror.csv", "v\n\n1\n", { batchSize: 2 });
    expect(await examples.query("select _line, v from mirror")).toEqual([{ _line: 3, v: 1 }]);
    await load("mirror.csv", "v\n");
    expect(await rowsOf("mirror")).toEqual([]);
    expect(await rejectsOf("mirror")).toEqual([]);
  });

  it("keeps rows of two sources apart in one table", async () => {
    await load("north.csv", "v\n1\n2\n", { table: "compass" });
    await load("south.csv", "v\n1\n", { table: "compass" });
    await load("south.csv", "v\n3\n", { table: "compass" });
    expect(await examples.query("select v from compass order by v")).toEqual([
      { v: 1 },
      { v: 2 },
      { v: 3 },
    ]);
  });

  it("must be a column, and must tell most rows apart", async () => {
    await expect(load("key.csv", "a\n1\n", { key: ["b"] })).rejects.toThrow(
      'Expected `key` to name columns, got "b".',
    );
    const same = csvText([["a"], ...Array.from({ length: 10_002 }, () => ["x"])]);
    await expect(load("key.csv", same, { key: ["a"] })).rejects.toThrow(
      "More than 10000 rows have the same a as an earlier row.",
    );
  });
});

describe("a table that is there before", () => {
  it("keeps its types and its key, gets columns that it lacks, and refuses what does not fit", async () => {
    await examples.query(
      "create table items (code varchar(3) primary key, price int check (price > 0), note text)",
    );
    await examples.query("insert into items values ('a', 1, 'old')");
    const text = "code,price,size\na,2,x\nb,many,y\nlong,3,z\nc,-1,x\nd,4,\n";
    expect(await load("items.csv", text)).toMatchObject({ loaded: 2, rejected: 3 });
    expect(await examples.query("select * from items order by code")).toEqual([
      { code: "a", price: 2, note: "old", size: "x" },
      { code: "d", price: 4, note: null, size: null },
    ]);
    expect(await rejectsOf("items")).toEqual([
      { line: 3, reason: 'invalid input syntax for type integer: "many"', raw: "b,many,y" },
      { line: 4, reason: "value too long for type character varying(3)", raw: "long,3,z" },
      {
        line: 5,
        reason: expect.stringContaining('violates check constraint "items_price_check"'),
        raw: "c,-1,x",
      },
    ]);
  });

  it("gets a unique constraint when it has none for the key", async () => {
    await examples.query("create table loose (id bigint, v text)");
    await examples.query("insert into loose values (1, 'old')");
    expect(await load("loose.csv", "id,v\n1,new\n2,new\n")).toMatchObject({ written: 2 });
    expect(await rowsOf("loose")).toHaveLength(2);
  });
});

describe("a schema for the rows", () => {
  const typed = etlFlow({
    name: "typed-etl",
    rowSchema: z.object({
      id: z.coerce.number().int(),
      name: z.string().max(5).toUpperCase(),
      share: z.coerce.number().nullable(),
      born: z.iso.date().nullable().optional(),
      at: z.coerce.date().optional(),
      tags: z
        .string()
        .nullable()
        .transform((text) => text?.split("|") ?? [])
        .pipe(z.array(z.string())),
    }),
  });

  it("says what is loaded, into which columns, and what is rejected", async () => {
    const source = folder.write(
      "people.csv",
      "id,name,share,born,tags,ignored\n" +
        "1,ann,0.5,2000-01-31,a|b,x\n2,bob,,,,x\n3,christine,1,,,x\nx,dan,y,31.1.2000,,x\n",
    );
    expect(await typed({ source })).toMatchObject({ rows: 4, loaded: 2, rejected: 2 });
    expect(await columnTypes("people")).toEqual([
      {
        columns:
          "id bigint, name text, share double precision, born date, " +
          "at timestamp with time zone, tags jsonb",
      },
    ]);
    expect(await examples.query("select * from people order by id")).toEqual([
      { id: 1, name: "ANN", share: 0.5, born: "2000-01-31", at: null, tags: ["a", "b"] },
      { id: 2, name: "BOB", share: null, born: null, at: null, tags: [] },
    ]);
    const [third, fourth] = await rejectsOf("people");
    expect(third?.["reason"]).toMatch(/^name: Too big/);
    expect(fourth?.["reason"]).toMatch(/^id: .*share: .*born: /);
  });

  it("must find the columns that it demands", async () => {
    const source = folder.write("short.csv", "id,name\n1,ann\n");
    await expect(typed({ source })).rejects.toThrow('The source has no column "share".');
    expect(existsSync(join(folder.path, "etl", "short.csv"))).toBe(false);
  });
});
