import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  connectClient,
  createPool,
  createPoolBeside,
  describeConnection,
  type Pool,
  type PoolOptions,
} from "../../src/db/pool.ts";
import { DatabaseError, DatabaseUnreachable } from "../../src/errors.ts";
import { useDatabase, withDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";

const database = useDatabase();

describe("createPool", () => {
  it("reads values without losing anything of them", async () => {
    const { rows } = await database.pool.query(`
      select 9007199254740991 as safe, 9007199254740993 as large, date '2026-03-29' as day,
        timestamptz '2026-03-29 01:30:00+00' as instant, '{"a": [1]}'::jsonb as document,
        '{x,NULL}'::text[] as texts`);
    expect(rows).toEqual([
      {
        safe: 9_007_199_254_740_991,
        large: 9_007_199_254_740_993n,
        day: "2026-03-29",
        instant: new Date("2026-03-29T01:30:00Z"),
        document: { a: [1] },
        texts: ["x", null],
      },
    ]);
  });

  it("reads times and texts alike, however the database would have them written", async () => {
    await withDatabase({ start: "empty" }, async ({ pool, name, connection }) => {
      await pool.query(`alter database ${name} set datestyle = 'German'`);
      await pool.query(`alter database ${name} set standard_conforming_strings = off`);
      const text = "select timestamptz '2026-03-29 01:30:00+00' as instant, 'a\\b' as text";
      const expected = { instant: new Date("2026-03-29T01:30:00Z"), text: "a\\b" };
      const others = createPool(connection);
      const client = await connectClient(connection);
      try {
        expect((await others.query(text)).rows).toEqual([expected]);
        expect((await client.query(text)).rows).toEqual([expected]);
      } finally {
        await client.end();
        await others.end();
      }
    });
  });

  it("names itself to the server", async () => {
    const pool = createPool(database.connection, { applicationName: "provost worker" });
    onTestFinished(() => pool.end());
    const { rows } = await pool.query("select current_setting('application_name') as name");
    expect(rows).toEqual([{ name: "provost worker" }]);
  });

  it("survives the loss of an idle connection, and tells of it", async () => {
    const errors: unknown[] = [];
    const pool = createPool(database.connection, { onError: (...told) => errors.push(...told) });
    onTestFinished(() => pool.end());
    const { rows } = await pool.query<{ pid: number }>("select pg_backend_pid() as pid");
    await database.pool.query("select pg_terminate_backend($1)", [rows[0]?.pid]);
    await eventually(() => expect(errors).not.toHaveLength(0));
    expect(errors.every((each) => each instanceof Error)).toBe(true);
    expect((await pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  });
});

describe("createPoolBeside", () => {
  it("reaches the same database in the same way, by sessions of its own", async () => {
    const connection = { host: "nowhere", database: "d", user: "u", password: "secret" };
    const first = createPool(connection, { size: 3, applicationName: "ours" });
    const second = createPoolBeside(first, { size: 1 });
    onTestFinished(async () => void (await Promise.all([first.end(), second.end()])));
    const { host, database: name, user, password, application_name: label } = second.options;
    expect({ host, database: name, user, password, label }).toEqual({
      ...connection,
      label: "ours",
    });
    expect([first.options.max, second.options.max]).toEqual([3, 1]);
  });

  it("reads values in the same way", async () => {
    const pool = createPoolBeside(database.pool);
    onTestFinished(() => pool.end());
    expect((await pool.query("select date '2026-03-29' as day")).rows).toEqual([
      { day: "2026-03-29" },
    ]);
  });
});

/** Keeps the event loop from turning. */
function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

describe("the time limits of a pool", () => {
  const ownPool = (options: PoolOptions): Pool => {
    const pool = createPool(database.connection, { size: 1, ...options });
    onTestFinished(() => pool.end());
    return pool;
  };

  it("count no time in which their own process was busy: what has arrived meanwhile is read", async () => {
    const pool = ownPool({ answerTimeoutSeconds: 0.5 });
    await pool.query("select");
    const answers = Promise.all([
      pool.query("select pg_sleep(0.1)"),
      pool.query("select 2 as two"),
    ]);
    await setImmediate();
    block(1500);
    expect((await answers)[1].rows).toEqual([{ two: 2 }]);
  });

  it("nor does the wait for a connection, be it a new one or one that others have", async () => {
    const pool = ownPool({ connectTimeoutSeconds: 0.5 });
    const answers = Promise.all([
      pool.query("select pg_sleep(0.1)"),
      pool.query("select 2 as two"),
    ]);
    await setImmediate();
    block(1500);
    expect((await answers)[1].rows).toEqual([{ two: 2 }]);
  });

  it("end what takes too long, and the connection with it", async () => {
    const pool = ownPool({ answerTimeoutSeconds: 0.1 });
    const client = await pool.connect();
    await expect(client.query("select pg_sleep(20)")).rejects.toThrow("Query read timeout");
    await expect(client.query("select 1")).rejects.toThrow("Connection terminated");
    client.release();
    expect((await pool.query("select 2 as two")).rows).toEqual([{ two: 2 }]);
  });

  it("end the wait for a connection that others keep, which stays of use", async () => {
    const pool = ownPool({ connectTimeoutSeconds: 0.1 });
    const client = await pool.connect();
    await expect(pool.query("select 1")).rejects.toThrow("timeout exceeded");
    client.release();
    expect((await pool.query("select 2 as two")).rows).toEqual([{ two: 2 }]);
  });
});

describe("connectClient", () => {
  it("says where it could not connect to, without the password", async () => {
    const failed = connectClient("postgres://me:s3cret@127.0.0.1:1/orders");
    await expect(failed).rejects.toBeInstanceOf(DatabaseUnreachable);
    await expect(failed).rejects.toThrow(
      "Cannot connect to PostgreSQL at postgres://***@127.0.0.1:1/orders: connect ECONNREFUSED",
    );
  });

  it("gives up a server that does not answer", async () => {
    const silent = createServer(() => {}).listen(0, "127.0.0.1");
    onTestFinished(() => void silent.close());
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    const host = { host: "127.0.0.1", port, database: "x" };
    await expect(connectClient(host, { connectTimeoutSeconds: 0.1 })).rejects.toThrow(
      `Cannot connect to PostgreSQL at 127.0.0.1:${port}, database "x": timeout expired`,
    );
  });

  it("blames no server for the time in which its own process was busy", async () => {
    const connecting = connectClient(database.connection, { connectTimeoutSeconds: 1 });
    block(1500);
    await (await connecting).end();
    expect(await connecting).toBeDefined();
  });

  it("leaves PostgreSQL's own refusals as they are", async () => {
    const { connection } = database;
    const elsewhere =
      typeof connection === "string"
        ? connection.replace(database.name, "provost_nowhere")
        : { ...connection, database: "provost_nowhere" };
    const failed = connectClient(elsewhere);
    await expect(failed).rejects.toBeInstanceOf(DatabaseError);
    await expect(failed).rejects.toMatchObject({ code: "3D000" });
  });
});

describe("describeConnection", () => {
  it("describes sockets and hosts without secrets", () => {
    expect(describeConnection("postgres://me:pw@db/x")).toBe("postgres://***@db/x");
    expect(describeConnection({ host: "/run/pg", database: "x" })).toBe(
      'socket /run/pg/.s.PGSQL.5432, database "x"',
    );
    expect(describeConnection({ host: "db", port: 1, database: "x", password: "pw" })).toBe(
      'db:1, database "x"',
    );
  });
});
