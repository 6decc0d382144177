import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { createClient } from "graphql-ws";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { type Connection, closeClient, connectClient } from "../../src/db/pool.ts";
import { MigrationFailed, ProvostError } from "../../src/errors.ts";
import { startServer } from "../../src/server/startServer.ts";
import { loadSettings } from "../../src/settings/settings.ts";
import { useDatabase, withDatabase } from "../support/database.ts";
import { waitAtMost } from "../../src/waitAtMost.ts";
import { startLossyProxy } from "../crash/lossyProxy.ts";
import { eventually } from "../support/eventually.ts";
import { onThisMachine } from "../support/slowness.ts";
import { deploy, insertFlowRun } from "./flowRunMakers.ts";
import { into, type LogEntry, post } from "./useServer.ts";

const database = useDatabase();
const settings = loadSettings({});

beforeAll(() => deploy(database.pool));

const start = (connection: Connection, log: LogEntry[] = [], port = 0) =>
  startServer({ connection, settings, port, log: into(log) });

async function failure(starting: Promise<unknown>): Promise<ProvostError> {
  const thrown: unknown = await starting.catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(ProvostError);
  return thrown as ProvostError;
}

describe("starting a server", () => {
  it("on a port that is taken names the port and says what to do", async () => {
    const first = await start(database.connection);
    const port = Number(new URL(first.url).port);
    const error = await failure(start(database.connection, [], port));
    expect(error.message).toBe(
      `Cannot listen on port ${port} of 127.0.0.1: another program listens there`,
    );
    expect(error.hint).toBe("End that program, or choose another port with --port or PORT.");
    await first.close();
  });

  it("without a database says so, without passwords, and gives the port back", async () => {
    const error = await failure(start("postgres://joe:hunter2@127.0.0.1:9/none"));
    expect(error.message).toContain("127.0.0.1:9");
    expect(JSON.stringify(error) + error.message).not.toContain("hunter2");
  });

  it("on a database that lacks migrations says which, and what to do", async () => {
    await withDatabase({ start: "empty" }, async ({ connection }) => {
      const error = await failure(start(connection));
      expect(error).toBeInstanceOf(MigrationFailed);
      expect(error.detail).toContain("0001_roles");
      expect(error.hint).toBe("Bring it up to date first: provost migrate.");
    });
  });

  it("gives clients the rights of an operator and five seconds a statement", async () => {
    await database.pool.query(`
      create function provost.who_asks() returns text language sql stable as
        $$ select current_user || ', ' || current_setting('statement_timeout') $$`);
    const log: LogEntry[] = [];
    const server = await start(database.connection, log);
    try {
      const { data } = await post(server.url, { query: "{ whoAsks }" });
      expect(data).toEqual({ whoAsks: "provost_operator, 5s" });
      expect(log).toEqual([]);
    } finally {
      await server.close();
      await database.pool.query("drop function provost.who_asks()");
    }
  });
});

/** The same database, as another user or by another way. */
function reached(connection: Connection, how: { user?: string; host?: string; port?: number }) {
  if (typeof connection !== "string") return { ...connection, ...how };
  const url = new URL(connection);
  if (how.user) [url.username, url.password] = [how.user, "secret"];
  if (how.port) [url.hostname, url.port] = [how.host ?? "", String(how.port)];
  return url.href;
}

describe("a server that cannot have the rights of an operator", () => {
  it("warns that it uses those of its user, and how to change that", async () => {
    const admin = await connectClient(inject("testServer").admin);
    const user = `${database.name}_user`;
    await admin.query(`drop role if exists ${user}; create role ${user} login password 'secret'`);
    await database.pool.query(`
      grant usage on schema provost, provost_private, graphile_worker to ${user};
      grant select on all tables in schema provost, provost_private to ${user};
      grant execute on all functions in schema provost to ${user}`);
    const log: LogEntry[] = [];
    const server = await start(reached(database.connection, { user }), log);
    try {
      expect(log).toEqual([
        {
          level: "warn",
          fields: {},
          message: expect.stringMatching(
            /all rights of the database user.*grant provost_operator to the user/,
          ),
        },
      ]);
      const { data } = await post(server.url, { query: "{ flows { totalCount } }" });
      expect(data).toEqual({ flows: { totalCount: 1 } });
    } finally {
      await server.close();
      await database.pool.query(`drop owned by ${user}`);
      await admin.query(`drop role ${user}`);
      await closeClient(admin);
    }
  });

  it("behind a pooler that knows no start-up options warns and works all the same", async () => {
    const pooler = await startPooler(database.connection);
    const log: LogEntry[] = [];
    const server = await start(
      reached(database.connection, { host: "127.0.0.1", port: pooler.port }),
      log,
    );
    try {
      expect(log.map(({ message }) => message)).toEqual([
        expect.stringContaining("PROVOST_DATABASE_DIRECT_URL"),
      ]);
      const { data } = await post(server.url, { query: "{ flows { totalCount } }" });
      expect(data).toEqual({ flows: { totalCount: 1 } });
    } finally {
      await server.close();
      await pooler.close();
    }
  });
});

// An ErrorResponse: FATAL, SQLSTATE 08P01.
const fields = "SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter: options\0\0";
const protocolViolation = Buffer.concat([
  Buffer.from("E"),
  Buffer.from(Uint32Array.of(fields.length + 4).buffer).swap32(),
  Buffer.from(fields),
]);

/** Passes connections on, but refuses those that begin with options, as PgBouncer does. */
async function startPooler(connection: Connection) {
  const upstream = await connectClient(connection);
  const { host, port } = upstream;
  await closeClient(upstream);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    sockets.add(client.on("error", () => client.destroy()));
    client.once("data", (startup: Buffer) => {
      if (startup.includes("options\0")) {
        client.end(protocolViolation);
        return;
      }
      const target = host.startsWith("/")
        ? connect(`${host}/.s.PGSQL.${port}`)
        : connect(port, host);
      sockets.add(target.on("error", () => client.destroy()));
      target.write(startup);
      client.pipe(target).pipe(client);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}

describe("closing a server", () => {
  it("takes no longer than a moment when its database does not answer", async () => {
    await using proxy = await startLossyProxy(database.connection);
    const server = await start(proxy.connection);
    proxy.silence();
    const asked = post(server.url, { query: "{ flows { totalCount } }" }).catch(() => undefined);
    expect(await waitAtMost(onThisMachine(9000), server.close())).toBe(true);
    expect(await asked).toBeUndefined();
  });

  it("takes no longer than a moment with live WebSockets and open requests", async () => {
    const server = await start(database.connection);
    const id = await insertFlowRun(database.pool);
    const clients = Array.from({ length: 5 }, () =>
      createClient({ url: `${server.url.replace("http", "ws")}/graphql`, retryAttempts: 0 }),
    );
    const query = `subscription { flowRunChanged(id: "${id}") { id } }`;
    const streams = clients.map((client) => client.iterate({ query }));
    await Promise.all(streams.map((stream) => stream.next()));
    const ended = streams.map((stream) =>
      stream.next().then(
        () => "ended",
        (event: { code: number }) => event.code,
      ),
    );
    const startedAt = performance.now();
    await Promise.all([server.close(), server.close()]);
    expect(performance.now() - startedAt).toBeLessThan(onThisMachine(2500));
    expect(await Promise.all(ended)).toEqual(Array.from({ length: 5 }, () => 1001));
    await expect(fetch(`${server.url}/health`)).rejects.toThrow("fetch failed");
    await eventually(async () => {
      const { rows } = await database.pool.query(
        `select from pg_stat_activity
         where datname = current_database() and application_name like 'provost%'`,
      );
      return rows.length === 0;
    });
  });
});
