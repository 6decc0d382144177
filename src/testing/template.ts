import { randomBytes } from "node:crypto";
import { migrate } from "../db/migrate.ts";
import { readSources } from "../db/migrate/sources.ts";
import { type Connection, connectClient, quoteIdentifier } from "../db/pool.ts";
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

/**
 * The template of these sources, made if it is not there. Its name says of which they are; what
 * is half-made has another name.
 */
export async function ensureTemplate(admin: Connection): Promise<string> {
  const name = `provost_template_${readSources().fingerprint.slice(0, 16)}`;
  if (await exists(admin, name)) return name;
  const made = await buildTemplate(admin);
  try {
    await asAdmin(
      admin,
      `alter database ${quoteIdentifier(made)} rename to ${quoteIdentifier(name)}`,
    );
  } catch (error) {
    await dropDatabase(admin, made);
    // Another process was faster.
    if (!(await exists(admin, name))) throw error;
  }
  return name;
}

async function exists(admin: Connection, name: string): Promise<boolean> {
  const rows = await asAdmin(admin, "select from pg_database where datname = $1", [name]);
  return rows.length > 0;
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

async function asAdmin(
  admin: Connection,
  statement: string,
  values: unknown[] = [],
): Promise<unknown[]> {
  const client = await connectClient(admin, { applicationName: "provost tests" });
  try {
    return (await client.query<object>(statement, values)).rows;
  } finally {
    await client.end();
  }
}
