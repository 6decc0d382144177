import { MigrationFailed } from "../../errors.ts";
import type { Client } from "../pool.ts";

export interface ServerVersion {
  /** Such as 150018 for 15.18. */
  number: number;
  name: string;
}

const oldest = 150_000;

export async function readServerVersion(client: Client): Promise<ServerVersion> {
  const { rows } = await client.query<ServerVersion>(
    `select current_setting('server_version_num')::integer as number,
            current_setting('server_version') as name`,
  );
  return rows[0] ?? { number: 0, name: "unknown" };
}

export function refuseOldServer({ number, name }: ServerVersion): void {
  if (number >= oldest) return;
  throw new MigrationFailed(`Provost needs PostgreSQL 15 or newer, this is ${name}`, {
    code: "0A000",
    hint: "Upgrade the server, or unset DATABASE_URL to use the embedded one.",
  });
}
