import { randomBytes } from "node:crypto";
import { migrate } from "../../src/db/migrate.ts";
import { type Connection, connectClient, quoteIdentifier } from "../../src/db/pool.ts";
import { installTestClock } from "./clock.ts";

export const namePrefix = "provost_test_";

export const randomName = (): string => namePrefix + randomBytes(6).toString("hex");

/** The same server, another database. */
export function inDatabase(connection: Connection, database: string): Connection {
  if (typeof connection !== "string") return { ...connection, database };
  return connection.replace(/^(\w+:\/\/[^/?#]*)(?:\/[^?#]*)?/, `$1/${database}`);
}

/** The connection as a URL, as a setting would hold it. */
export function toUrl(connection: Connection): string {
  if (typeof connection === "string") return connection;
  const { host, port = 5432, user = "postgres", database } = connection;
  return `postgresql://${user}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
}

/** A migrated database with a clock that can be set; nobody may connect to it any more. */
export async function buildTemplate(admin: Connection): Promise<string> {
  const name = randomName();
  await asAdmin(admin, `create database ${quoteIdentifier(name)}`);
  const connection = inDatabase(admin, name);
  await migrate(connection);
  const client = await connectClient(connection);
  await installTestClock(client);
  await client.end();
  await asAdmin(admin, `alter database ${quoteIdentifier(name)} with allow_connections false`);
  return name;
}

export async function cloneDatabase(admin: Connection, template: string): Promise<string> {
  const name = randomName();
  await asAdmin(
    admin,
    `create database ${quoteIdentifier(name)} template ${quoteIdentifier(template)}`,
  );
  return name;
}

export async function dropDatabase(admin: Connection, name: string): Promise<void> {
  await asAdmin(admin, `drop database if exists ${quoteIdentifier(name)} with (force)`);
}

async function asAdmin(admin: Connection, statement: string): Promise<void> {
  const client = await connectClient(admin, { applicationName: "provost tests" });
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
