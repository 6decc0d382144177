import type { Connection } from "../../src/db/pool.ts";

/** A connection as the URL that goes into DATABASE_URL. */
export function connectionUrl(connection: Connection): string {
  if (typeof connection === "string") return connection;
  const { host, port = 5432, user = "postgres", database } = connection;
  return host.startsWith("/")
    ? `postgres://${user}@/${database}?host=${encodeURIComponent(host)}&port=${port}`
    : `postgres://${user}@${host}:${port}/${database}`;
}
