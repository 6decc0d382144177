import { expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { column, row } from "../rows.ts";

const database = useDatabase();

it("makes UUIDs of version 7 that carry the time", async () => {
  const { id, from, to } = await row<{ id: string; from: Date; to: Date }>(
    database.pool,
    `select x.from, provost_private.new_id() as id, clock_timestamp() as to
     from (select clock_timestamp() as from offset 0) x`,
  );
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const time = Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16);
  expect(time).toBeGreaterThanOrEqual(from.getTime());
  expect(time).toBeLessThanOrEqual(to.getTime());
});

it("gives the rows of one statement ids in the order in which they are inserted", async () => {
  await database.pool.query(
    "create table entries (id uuid primary key default provost_private.new_id(), n integer)",
  );
  await database.pool.query("insert into entries (n) select generate_series(1, 5000)");
  const found = await column<number>(database.pool, "select n from entries order by id");
  expect(found).toEqual(Array.from({ length: 5000 }, (_none, i) => i + 1));
});
