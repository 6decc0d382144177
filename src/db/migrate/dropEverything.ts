import { type Connection, closeClient, connectClient } from "../pool.ts";

/** Deletes the schemas of Provost and of graphile-worker, with all that is in them. */
export async function dropEverything(connection: Connection): Promise<void> {
  const client = await connectClient(connection);
  try {
    await client.query(
      "drop schema if exists provost, provost_private, provost_history, graphile_worker cascade",
    );
  } finally {
    await closeClient(client);
  }
}
