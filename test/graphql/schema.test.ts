import { readFile, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { currentSchema } from "./currentSchema.ts";

const database = useDatabase();
const file = new URL("schema.graphql", import.meta.url);
// A change of the API is accepted by UPDATE_SNAPSHOTS=1 npm test -- test/graphql/schema.test.ts
const mayUpdate = process.env["UPDATE_SNAPSHOTS"] === "1" && !process.env["CI"];

describe("the GraphQL schema", () => {
  it("is the one that is written in schema.graphql", async () => {
    const schema = await currentSchema(database.connection);
    if (mayUpdate) await writeFile(file, schema);
    expect(schema).toBe(await readFile(file, "utf8"));
  });

  it("writes through functions only", async () => {
    const mutations = /^type Mutation \{\n([\s\S]*?)^\}/m.exec(
      (await currentSchema(database.connection)).replace(/"""[\s\S]*?"""/g, ""),
    );
    const names = [...(mutations?.[1] ?? "").matchAll(/^\s+(\w+)\(/gm)].map(([, name]) => name);
    const { rows } = await database.pool.query<{ name: string }>(
      `select proname as name from pg_proc
       where pronamespace = 'provost'::regnamespace and provolatile = 'v'`,
    );
    const functions = rows.map(({ name }) =>
      name.replace(/_(\w)/g, (_all, c: string) => c.toUpperCase()),
    );
    expect(names.length).toBeGreaterThan(5);
    expect(functions).toEqual(expect.arrayContaining(names));
  });

  it("describes every type, field and value that comes from the database", async () => {
    const { rows } = await database.pool.query<{ object: string }>(
      `select c.relname || '.' || a.attname as object
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum >= 0
       where c.relnamespace = 'provost'::regnamespace and c.relkind in ('r', 'p', 'v')
         and not a.attisdropped and col_description(c.oid, a.attnum) is null
       union all
       select relname from pg_class c
       where relnamespace = 'provost'::regnamespace and relkind in ('r', 'p', 'v')
         and obj_description(oid, 'pg_class') is null
       union all
       select proname || '()' from pg_proc
       where pronamespace = 'provost'::regnamespace and obj_description(oid, 'pg_proc') is null
       union all
       select typname from pg_type
       where typnamespace = 'provost'::regnamespace and typtype in ('e', 'd')
         and obj_description(oid, 'pg_type') is null`,
    );
    expect(rows.map(({ object }) => object)).toEqual([]);
  });
});
