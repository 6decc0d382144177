import { describe, expect, it, onTestFinished } from "vitest";
import { migrate } from "../../../src/db/migrate.ts";
import { createPool } from "../../../src/db/pool.ts";
import { exists, inEmptyDatabase, smallSql, value } from "../../support/migrating.ts";

describe("migrate, with objects that changed their form", () => {
  it("drops functions, views and triggers whose file is gone", async () => {
    const extra = {
      ...smallSql,
      "20_things/old_view.sql": "create or replace view provost.old_view as select 1 as one;",
      "20_things/old_trigger.sql":
        "create or replace function provost_private.tg() returns trigger language plpgsql as $$begin return new; end$$;\n" +
        "create or replace trigger old_trigger before insert on provost.things\n" +
        "for each row execute function provost_private.tg();",
    };
    await inEmptyDatabase(extra, async ({ connection, pool }, folder) => {
      await migrate(connection, { sqlFolder: folder.path });
      await folder.write({ "20_things/old_view.sql": null, "20_things/old_trigger.sql": null });
      const { dropped } = await migrate(connection, { sqlFolder: folder.path });
      expect(dropped.sort()).toEqual([
        "routine provost_private.tg()",
        "trigger old_trigger on provost.things",
        "view provost.old_view",
      ]);
      expect(await exists(pool, "provost.old_view")).toBe(false);
    });
  });

  it("refuses to drop what somebody else still needs, and names both", async () => {
    await inEmptyDatabase(smallSql, async ({ connection, pool }, folder) => {
      await migrate(connection, { sqlFolder: folder.path });
      await pool.query("create view public.mine as select provost.count_things()");
      await folder.write({ "20_things/count_things.sql": null });
      const failing = migrate(connection, { sqlFolder: folder.path });
      await expect(failing).rejects.toThrow(/No file creates routine provost\.count_things\(\)/);
      await expect(failing).rejects.toMatchObject({
        detail: expect.stringContaining("view public.mine"),
      });
      expect(await value(pool, "select count_things as value from public.mine")).toBe(0);
    });
  });

  it("leaves no overload behind when arguments change", async () => {
    await inEmptyDatabase(smallSql, async ({ connection, pool }, folder) => {
      await migrate(connection, { sqlFolder: folder.path });
      await folder.write({
        "20_things/count_things.sql":
          "create or replace function provost.count_things(at_least integer default 0) returns bigint language sql stable return 7::bigint;",
      });
      const { dropped } = await migrate(connection, { sqlFolder: folder.path });
      expect(dropped).toEqual(["routine provost.count_things()"]);
      expect(await value(pool, "select provost.count_things() as value")).toBe(7);
    });
  });

  it("replaces a function by one with another result, and what depends on it too", async () => {
    const files = {
      ...smallSql,
      "30_more/summary.sql":
        "create or replace view provost.summary as select provost.count_things() as things, 1 as extra;",
    };
    await inEmptyDatabase(files, async ({ connection, pool }, folder) => {
      await migrate(connection, { sqlFolder: folder.path });
      await folder.write({
        "20_things/count_things.sql":
          "create or replace function provost.count_things() returns text language sql stable return 'many';",
        "30_more/summary.sql":
          "create or replace view provost.summary as select provost.count_things() as things;",
      });
      expect((await migrate(connection, { sqlFolder: folder.path })).upToDate).toBe(false);
      expect(await value(pool, "select things as value from provost.summary")).toBe("many");
    });
  });

  it("can drop a column that a view has read until now", async () => {
    const files = {
      ...smallSql,
      "migrations/0002_label.sql": "alter table provost.things add label text;",
      "30_more/labels.sql":
        "create or replace view provost.labels as select label from provost.things;",
    };
    await inEmptyDatabase(files, async ({ connection, pool }, folder) => {
      await migrate(connection, { sqlFolder: folder.path });
      await folder.write({
        "migrations/0003_no_label.sql": "alter table provost.things drop label;",
        "30_more/labels.sql":
          "create or replace view provost.labels as select id from provost.things;",
      });
      expect((await migrate(connection, { sqlFolder: folder.path })).applied).toEqual([
        "0003_no_label",
      ]);
      expect(await value(pool, "select count(id) as value from provost.labels")).toBe(0);
    });
  });

  it("serves callers without a failure while functions are loaded again", async () => {
    await inEmptyDatabase(smallSql, async ({ connection }, folder) => {
      await migrate(connection, { sqlFolder: folder.path });
      const pool = createPool(connection, { size: 4 });
      onTestFinished(() => pool.end());
      const loading = new AbortController();
      const callers = Array.from({ length: 4 }, async () => {
        let calls = 0;
        for (; !loading.signal.aborted; calls++) await pool.query("select provost.count_things()");
        return calls;
      });
      for (const answer of [2, 3, 4, 5]) {
        await folder.write({
          "20_things/count_things.sql": `create or replace function provost.count_things() returns bigint language sql stable return ${answer}::bigint;`,
        });
        await migrate(connection, { sqlFolder: folder.path });
      }
      loading.abort();
      for (const calls of await Promise.all(callers)) expect(calls).toBeGreaterThan(0);
    });
  });
});
