import { randomUUID } from "node:crypto";
import { closeClient, type Connection, connectClient, quoteIdentifier } from "../../src/db/pool.ts";

export interface Heard {
  channel: string;
  payload: string;
}

/** The notifications on some channels while something is done: all of them, up to a mark of its own. */
export async function heardDuring(
  connection: Connection,
  channels: readonly string[],
  work: () => Promise<unknown>,
): Promise<Heard[]> {
  const client = await connectClient(connection);
  try {
    const heard: Heard[] = [];
    const mark = randomUUID();
    const done = new Promise<void>((resolve) => {
      client.on("notification", ({ channel, payload = "" }) => {
        if (payload === mark) resolve();
        else heard.push({ channel, payload });
      });
    });
    for (const channel of [...channels, "mark"]) {
      await client.query(`listen ${quoteIdentifier(channel)}`);
    }
    await work();
    await client.query("select pg_notify('mark', $1)", [mark]);
    await done;
    return heard;
  } finally {
    await closeClient(client);
  }
}
