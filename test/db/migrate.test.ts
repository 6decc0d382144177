import { Client } from "pg";
import { describe, expect, inject, it, vi } from "vitest";
import { MigrationFailed, VersionTooNew } from "../../src/errors.ts";
import { migrate, planMigrations } from "../../src/db/migrate.ts";
import { refuseUnfitServer } from "../../src/db/migrate/server.ts";
import { connectClient } from "../../src/db/pool.ts";
import { deploy, enqueue, setState } from "../sql/engine.ts";
import { withDatabase } from "../support/database.ts";
import { exists, inEmptyDatabase, smallSql, value } from "../support/migrating.ts";
import { inDatabase, randomName } from "../support/template.ts";
import { twoSessions } from "../support/twoSessions.ts";

describe("migrate, on a fresh database", () => {
  it("loads the package's own sql folder", async () => {
    await withDatabase({ start: "empty" }, async ({ connection, pool }) => {
      const result = await migrate(connection);
      expect(result.upToDate).toBe(false);
      expect(result.applied[0]).toBe("0001_roles");
      expect(await exists(pool, "provost.flow_runs")).toBe(true);
      expect(await exists(pool, "graphile_worker.add_jobs")).toBe(true);
    });
  });

  it("applies kernel, migrations and functions, and records them", async () => {
    await inEmptyDatabase(smallSql, async ({ connection, pool }, { path: folder }) => {
      expect(await migrate(connection, { sqlFolder: folder })).toEqual({
        upToDate: false,
        applied: ["0001_things"],
        reloaded: 2,
        dropped: [],
      });
      await pool.query("insert into provost.things default values");
      expect(await value(pool, "select provost.count_things() as value")).toBe(1);
    });
  });

  it("tells beforehand what it would do, and does nothing then", async () => {
    await inEmptyDatabase(smallSql, async ({ connection, pool }, { path: folder }) => {
      const options = { sqlFolder: folder };
      const plan = { upToDate: false, pending: ["0001_things"], reload: true };
      expect(await planMigrations(connection, options)).toEqual(plan);
      expect(await exists(pool, "provost.things")).toBe(false);
      await migrate(connection, options);
      const nothing = { upToDate: true, pending: [], reload: false };
      expect(await planMigrations(connection, options)).toEqual(nothing);
    });
  });
});

describe("migrate, on a database that is up to date", () => {
  it("runs a single statement, and waits for nobody", async () => {
    await inEmptyDatabase(smallSql, async ({ connection }, { path: folder }) => {
      await migrate(connection, { sqlFolder: folder });
      await using sessions = await twoSessions(connection);
      await sessions.a.query("begin; select pg_advisory_xact_lock(22095, 1)");
      const query = vi.spyOn(Client.prototype, "query");
      expect(await migrate(connection, { sqlFolder: folder })).toMatchObject({ upToDate: true });
      expect(query).toHaveBeenCalledTimes(1);
    });
  });

  it("loads functions again when one file has changed", async () => {
    await inEmptyDatabase(smallSql, async ({ connection, pool }, folder) => {
      await migrate(connection, { sqlFolder: folder.path });
      await folder.write({
        "20_things/count_things.sql":
          "create or replace function provost.count_things() returns bigint language sql stable return 42::bigint;",
      });
      const result = await migrate(connection, { sqlFolder: folder.path });
      expect(result).toMatchObject({ upToDate: false, applied: [], reloaded: 2 });
      expect(await value(pool, "select provost.count_things() as value")).toBe(42);
    });
  });

  it("does not mind line ends that a checkout turned round", async () => {
    await inEmptyDatabase(smallSql, async ({ connection }, folder) => {
      await migrate(connection, { sqlFolder: folder.path });
      const turned = Object.entries(smallSql).map(([name, text]) => [
        name,
        text.replaceAll("\n", "\r\n"),
      ]);
      await folder.write(Object.fromEntries(turned));
      expect((await migrate(connection, { sqlFolder: folder.path })).upToDate).toBe(true);
    });
  });
});

describe("migrate, by several at once", () => {
  it("lets twenty starters through, and does the work once", async () => {
    await inEmptyDatabase(smallSql, async ({ connection, pool }, { path: folder }) => {
      const starters = Array.from({ length: 20 }, () => migrate(connection, { sqlFolder: folder }));
      const results = await Promise.all(starters);
      expect(results.filter(({ upToDate }) => !upToDate)).toHaveLength(1);
      expect(await value(pool, "select count(*) as value from provost_private.migrations")).toBe(1);
    });
  });

  it("waits until a table is free, and gives up with PostgreSQL's reason", async () => {
    await inEmptyDatabase(smallSql, async ({ connection }, folder) => {
      await migrate(connection, { sqlFolder: folder.path });
      await folder.write({
        "migrations/0002_more.sql": "alter table provost.things add more text;",
      });
      await using sessions = await twoSessions(connection);
      await sessions.a.query("begin; lock table provost.things in share mode");
      await expect(
        migrate(connection, { sqlFolder: folder.path, lockWaitSeconds: 0 }),
      ).rejects.toMatchObject({ code: "55P03", message: expect.stringContaining("0002_more.sql") });

      const migrating = migrate(connection, { sqlFolder: folder.path });
      await sessions.untilOneIsBlocked("provost migrate");
      await sessions.a.query("commit");
      expect((await migrating).applied).toEqual(["0002_more"]);
    });
  });
});

describe("migrate, refusing", () => {
  it("does not accept a migration that was edited after it was applied", async () => {
    await inEmptyDatabase(smallSql, async ({ connection }, folder) => {
      await migrate(connection, { sqlFolder: folder.path });
      await folder.write({ "migrations/0001_things.sql": "create table provost.things ();" });
      await expect(migrate(connection, { sqlFolder: folder.path })).rejects.toThrow(
        "sql/migrations/0001_things.sql was edited after it had been applied",
      );
    });
  });

  it("does not touch a database that a newer release has migrated", async () => {
    await inEmptyDatabase(smallSql, async ({ connection, pool }, folder) => {
      await folder.write({ "migrations/0002_later.sql": "create table provost.later ();" });
      await migrate(connection, { sqlFolder: folder.path });
      await folder.write({ "migrations/0002_later.sql": null });
      const older = migrate(connection, { sqlFolder: folder.path });
      await expect(older).rejects.toBeInstanceOf(VersionTooNew);
      await expect(older).rejects.toMatchObject({ detail: expect.stringContaining("0002_later") });
      expect(await exists(pool, "provost.later")).toBe(true);
    });
  });

  it("does not replace the functions of a newer release, unless it is told to", async () => {
    await inEmptyDatabase(smallSql, async ({ connection, pool }, folder) => {
      const options = { sqlFolder: folder.path };
      await migrate(connection, options);
      await pool.query(
        "update provost_private.loaded_sources set version = '99.10.0', sha256 = ''",
      );
      await expect(migrate(connection, options)).rejects.toThrow(/has the functions of release 99/);
      expect((await migrate(connection, { ...options, allowDowngrade: true })).reloaded).toBe(2);
      expect((await migrate(connection, options)).upToDate).toBe(true);
    });
  });

  it("names file and line of a failure, and leaves nothing of the attempt", async () => {
    const files = {
      ...smallSql,
      "30_more/broken.sql":
        "-- A comment, as long as it likes: ü\n\ncreate function provost.broken() returns integer\n" +
        "language sql stable return provost.nowhere();",
    };
    await inEmptyDatabase(files, async ({ connection, pool }, { path: folder }) => {
      const failing = migrate(connection, { sqlFolder: folder });
      await expect(failing).rejects.toBeInstanceOf(MigrationFailed);
      await expect(failing).rejects.toThrow(/^sql\/30_more\/broken\.sql:4: .*nowhere/);
      expect(await exists(pool, "provost.things")).toBe(false);
      expect(await exists(pool, "provost_private.one")).toBe(false);
    });
  });

  it("says that a server older than 15 will not do", () => {
    const facts = { number: 140_011, version: "14.11", encoding: "UTF8" };
    expect(() => refuseUnfitServer(facts)).toThrow(
      "Provost needs PostgreSQL 15 or newer, this is 14.11",
    );
  });

  it("says that a database which cannot hold every text will not do", async () => {
    const name = randomName();
    const { admin } = inject("testServer");
    const client = await connectClient(admin);
    try {
      await client.query(`create database ${name} encoding 'LATIN1' locale 'C' template template0`);
      await expect(migrate(inDatabase(admin, name))).rejects.toMatchObject({
        name: "MigrationFailed",
        message: "Expected a database with the encoding UTF8, got LATIN1",
        hint: expect.stringContaining("encoding 'UTF8'"),
      });
    } finally {
      await client.query(`drop database if exists ${name}`);
      await client.end();
    }
  });
});

describe("migrate, on a database that was restored without owners and grants", () => {
  it("gives the engine back what belongs to it", async () => {
    await withDatabase({}, async ({ connection, pool }) => {
      await pool.query(`
        alter function provost_private.change_flow_run_states owner to current_user;
        revoke all on all tables in schema provost, provost_private from provost_engine;
        revoke all on schema provost, provost_private from provost_engine;`);
      const deployment = await deploy(pool);
      const id = await enqueue(pool, { deployment });
      await expect(setState(pool, id, { type: "RUNNING" })).rejects.toThrow("state machine");
      expect(await migrate(connection)).toMatchObject({ upToDate: false, applied: [] });
      expect(await setState(pool, id, { type: "RUNNING" })).toMatchObject({ status: "ACCEPT" });
      expect(await migrate(connection)).toMatchObject({ upToDate: true });
    });
  });
});
