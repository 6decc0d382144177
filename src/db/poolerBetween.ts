import { InvalidInput } from "../errors.ts";
import { closeClient, type Connection, connectClient } from "./pool.ts";

const marker = "provost asks whether a pooler stands between";

/**
 * What is said of a pooler that stands where a direct connection is expected, as far as it gives
 * itself away: by not passing settings on. Throws when it refuses them.
 */
export async function poolerBetween(connection: Connection): Promise<InvalidInput | undefined> {
  const client = await connectClient(connection, {
    applicationName: "provost worker",
    serverOptions: { "provost.marker": marker },
  });
  try {
    const { rows } = await client.query<{ marker: string | null }>(
      "select current_setting('provost.marker', true) as marker",
    );
    if (rows[0]?.marker === marker) return undefined;
    return new InvalidInput("The direct connection leads through a pooler that ignores settings.", {
      detail: "Unless it keeps a session for each client, what is notified of is not heard.",
      hint: "Set PROVOST_DATABASE_DIRECT_URL to an address past the pooler.",
    });
  } finally {
    await closeClient(client);
  }
}
