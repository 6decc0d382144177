import { createPool, type Connection } from "../../src/db/pool.ts";
import { openGraphql } from "../../src/server/graphql/openGraphql.ts";
import { lexicographicSortSchema, printSchema } from "../../src/server/graphql/postgraphile.ts";
import { operatorAccess } from "../../src/server/operatorAccess.ts";
import { loadSettings } from "../../src/settings/settings.ts";
import { into } from "../server/useServer.ts";

/** The GraphQL schema that a migrated database gives, in the language of GraphQL. */
export async function currentSchema(database: Connection): Promise<string> {
  const { connection } = await operatorAccess(database);
  const pool = createPool(connection);
  const api = await openGraphql({
    pool,
    liveRuns: { follow: () => Promise.reject(new Error("Not here")), close: async () => {} },
    settings: loadSettings({}).server,
    log: into([]),
  });
  await api.release();
  await pool.end();
  return `${printSchema(lexicographicSortSchema(api.schema))}\n`;
}
