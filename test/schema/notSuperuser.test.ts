import { describe, expect, inject, it, onTestFinished } from "vitest";
import { migrate } from "../../src/db/migrate.ts";
import { type Client, type Connection, connectClient, type Pool } from "../../src/db/pool.ts";
import { claim, deploy, enqueue, finish, history, record, registerWorker } from "../sql/engine.ts";
import { value } from "../sql/rows.ts";
import { type TestDatabase, withDatabase } from "../support/database.ts";
import { randomName } from "../support/template.ts";

const roles = ["engine", "viewer", "enqueuer", "operator", "worker"].map(
  (name) => `provost_${name}`,
);

/** The rights that PostgreSQL gives to whoever has created a role, and the database besides. */
async function becomeOwner(admin: Client, owner: string, database: string): Promise<void> {
  const version = await value<number>(
    admin,
    "select current_setting('server_version_num')::integer",
  );
  const asCreator = version < 160_000 ? "admin option" : "admin true, inherit false, set false";
  await admin.query(`
    create role ${owner} nologin createrole;
    grant ${roles.join(", ")} to ${owner} with ${asCreator};
    alter database ${database} owner to ${owner};
    alter database ${database} set role to ${owner};`);
}

/** A database in which every session is that of an owner who is no superuser. */
async function inOwnedDatabase(work: (database: TestDatabase) => Promise<void>): Promise<void> {
  const admin = await connectClient(inject("testServer").admin);
  const owner = randomName();
  onTestFinished(async () => {
    await admin.query(`drop role if exists ${owner}`).catch(() => {}); // it has a kept database
    await admin.end();
  });
  await withDatabase({ start: "empty" }, async (database) => {
    await becomeOwner(admin, owner, database.name);
    await work(database);
  });
}

async function playLife(pool: Pool): Promise<string[]> {
  const deployment = await deploy(pool, { schedules: [{ slug: "s", cron: "0 * * * *" }] });
  const id = await enqueue(pool, { deployment, idempotency_key: "k" });
  const worker = await registerWorker(pool);
  await pool.query("select * from provost_private.dispatch(1)");
  const [claimed] = await claim(pool, worker);
  const run = { id, epoch: claimed?.epoch ?? 0 };
  await record(pool, run);
  await finish(pool, run);
  await pool.query("select provost_private.tend_flow_runs()");
  return await history(pool, id);
}

describe("the owner of a database who may create roles and is no superuser", () => {
  it("migrates it, again too, and runs what is in it", async () => {
    await inOwnedDatabase(async ({ connection, pool }) => {
      expect(await value(pool, "select current_setting('is_superuser')")).toBe("off");
      await migrate(connection);
      expect(await playLife(pool)).toEqual(["Scheduled", "Pending", "Running", "Completed"]);
      await pool.query("update provost_private.loaded_sources set sha256 = ''");
      expect((await migrate(connection)).reloaded).toBeGreaterThan(100);
    });
  });
});

describe("a role that lacks rights,", () => {
  it.each([
    [
      "may not act as another",
      `revoke ${roles.join(", ")} from {me}; alter role {me} nocreaterole`,
      "grant provost_engine, provost_operator to {me} with admin option;",
    ],
    [
      "may not create schemas",
      "alter database {db} owner to current_user",
      "grant create on database {db} to {me};",
    ],
    ["is not the one that has migrated before", "create schema provost", "Migrate as postgres"],
  ])("and %s, is told what helps", async (_what, takeAway, hint) => {
    const admin = await connectClient(inject("testServer").admin);
    const me = randomName();
    try {
      await withDatabase({ start: "empty" }, async ({ name, connection }) => {
        const fill = (text: string) => text.replaceAll("{me}", me).replaceAll("{db}", name);
        await becomeOwner(admin, me, name);
        await inOwnDatabase(connection, fill(takeAway));
        await expect(migrate(connection)).rejects.toMatchObject({
          name: "MigrationFailed",
          code: "42501",
          hint: expect.stringContaining(fill(hint)),
        });
      });
    } finally {
      await admin.query(`drop role if exists ${me}`).catch(() => {});
      await admin.end();
    }
  });
});

/** As whoever has connected, not as the role that its sessions begin with. */
async function inOwnDatabase(connection: Connection, statements: string): Promise<void> {
  const client = await connectClient(connection);
  await client.query("reset role; set role none");
  await client.query(statements);
  await client.end();
}
