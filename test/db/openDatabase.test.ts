import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { connectClient } from "../../src/db/pool.ts";
import { openDatabase } from "../../src/db/openDatabase.ts";
import { loadSettings } from "../../src/settings/settings.ts";
import { withDatabase } from "../support/database.ts";
import { toUrl } from "../support/template.ts";

describe("openDatabase", () => {
  it.skipIf(process.env["PROVOST_TEST_PG_BIN"])(
    "starts the embedded server when no address is set, and stops it again",
    async () => {
      const home = mkdtempSync(join(tmpdir(), "provost-open-"));
      onTestFinished(() => rmSync(home, { recursive: true }));
      const settings = loadSettings({ PROVOST_HOME: home });
      const database = await openDatabase({ settings });
      expect(database.migrated?.upToDate).toBe(false);
      const { rows } = await database.pool.query("select count(*) from provost.flow_runs");
      expect(rows).toEqual([{ count: 0 }]);
      await database.close();
      await expect(connectClient(database.connection)).rejects.toThrow("Cannot connect");
    },
  );

  it("brings the database of the address up to date", async () => {
    await withDatabase({ start: "empty" }, async ({ connection }) => {
      const settings = loadSettings({ DATABASE_URL: toUrl(connection) });
      const first = await openDatabase({ settings });
      expect(first.migrated?.upToDate).toBe(false);
      expect(first.embedded).toBeUndefined();
      await first.close();
      const second = await openDatabase({ settings });
      expect(second.migrated?.upToDate).toBe(true);
      await second.close();
    });
  });

  it("leaves the database alone when told to", async () => {
    await withDatabase({ start: "empty" }, async ({ connection }) => {
      const settings = loadSettings({ DATABASE_URL: toUrl(connection) });
      const database = await openDatabase({ settings, migrate: false });
      const { rows } = await database.pool.query("select to_regnamespace('provost') as found");
      expect(rows).toEqual([{ found: null }]);
      await database.close();
    });
  });

  it.each([
    ["default_transaction_isolation", "serializable", "read committed"],
    ["session_replication_role", "replica", "origin"],
  ])("refuses sessions whose %s is %s", async (name, unfit, expected) => {
    await withDatabase({}, async ({ connection, pool }) => {
      await pool.query(
        `do $$ begin execute format(
          'alter database %I set ${name} = ${unfit}', current_database());
        end $$`,
      );
      const settings = loadSettings({ DATABASE_URL: toUrl(connection) });
      await expect(openDatabase({ settings, migrate: false })).rejects.toMatchObject({
        name: "InvalidInput",
        message: `Expected sessions whose ${name} is "${expected}", got "${unfit}"`,
        hint: expect.stringMatching(
          new RegExp(`^Run: alter role \\S+ in database \\S+ set ${name} = '${expected}'$`),
        ),
      });
    });
  });

  it.each([true, false])("says which server it cannot reach (migrate: %s)", async (migrate) => {
    const settings = loadSettings({ DATABASE_URL: "postgres://me:s3cret@127.0.0.1:1/orders" });
    await expect(openDatabase({ settings, migrate })).rejects.toMatchObject({
      name: "DatabaseUnreachable",
      message: expect.stringMatching(/^Cannot connect to PostgreSQL at postgres:\/\/\*\*\*@127/),
      hint: expect.stringContaining("Check that the server runs"),
    });
  });
});
