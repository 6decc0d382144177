import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Client, connectClient } from "../../src/db/pool.ts";
import { rows } from "../sql/rows.ts";
import { useProductDatabase } from "./productDatabase.ts";

const database = useProductDatabase();

interface Lint {
  /** What the catalog does when nobody offends: the first line of the file. */
  title: string;
  /** A statement that the query must see: the rest of the comment. */
  offence: string;
  /** Answers offenders (name, detail). */
  query: string;
}

const folder = new URL("lints/", import.meta.url);
const lints = readdirSync(folder)
  .sort()
  .map(readLint)
  .map((lint): [string, Lint] => [lint.title, lint]);

function readLint(file: string): Lint {
  const text = readFileSync(new URL(file, folder), "utf8");
  const comment = text.match(/^(-- .*\n)+/)?.[0] ?? "";
  const [title = "", offence = ""] = comment.replace(/^-- +/gm, "").split("\noffence: ");
  return { title, offence, query: text };
}

describe("the catalog", () => {
  let client: Client;
  beforeAll(async () => {
    client = await connectClient(database.connection);
    await client.query("set search_path = ''");
    await client.query(readFileSync(new URL("catalog.sql", import.meta.url), "utf8"));
    return () => client.end();
  });

  it.each(lints)("%s", async (_title, { query }) => {
    expect(await rows(client, query)).toEqual([]);
  });

  it.each(lints)("%s: an offence would be seen", async (_title, { query, offence }) => {
    const before = await rows(client, query);
    await client.query("begin");
    try {
      await client.query(offence);
      expect((await rows(client, query)).length).toBeGreaterThan(before.length);
    } finally {
      await client.query("rollback");
    }
  });
});
