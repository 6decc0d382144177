import { MigrationFailed } from "../../errors.ts";
import type { Client } from "../pool.ts";

export interface ServerFacts {
  /** Such as 150018 for 15.18. */
  number: number;
  version: string;
  /** Of the texts in the database. */
  encoding: string;
}

const oldest = 150_000;

export async function readServer(client: Client): Promise<ServerFacts> {
  const { rows } = await client.query<ServerFacts>(
    `select current_setting('server_version_num')::integer as number,
       current_setting('server_version') as version,
       current_setting('server_encoding') as encoding`,
  );
  return rows[0] ?? { number: 0, version: "unknown", encoding: "unknown" };
}

export function refuseUnfitServer({ number, version, encoding }: ServerFacts): void {
  if (number < oldest) {
    throw new MigrationFailed(`Provost needs PostgreSQL 15 or newer, this is ${version}`, {
      code: "0A000",
      hint: "Upgrade the server, or unset DATABASE_URL to use the embedded one.",
    });
  }
  if (encoding !== "UTF8") {
    throw new MigrationFailed(`Expected a database with the encoding UTF8, got ${encoding}`, {
      code: "0A000",
      detail: "Parameters, results and logs may hold any text.",
      hint: "Create another one: create database provost encoding 'UTF8' template template0",
    });
  }
}
