import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { totalmem, tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded } from "../../src/db/embedded.ts";
import { isAlive, readPostmaster } from "../../src/db/embedded/postmaster.ts";
import {
  type Client,
  closeClient,
  type Connection,
  connectClient,
  quoteIdentifier,
} from "../../src/db/pool.ts";

export interface BenchServer {
  pid: number;
  version: string;
  /** A fresh database: empty, or a copy of another. */
  createDatabase(name: string, template?: string): Promise<Connection>;
  dropDatabase(name: string): Promise<void>;
  checkpoint(): Promise<void>;
  stop(): Promise<void>;
}

const gigabyte = 1024 ** 3;
const inMegabytes = (bytes: number): string => `${Math.round(bytes / 1024 ** 2)}MB`;

/** Durable, as in production; sized for the machine, as any tuning guide would have it. */
export const serverSettings: Record<string, string> = {
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  max_connections: "200",
  shared_buffers: inMegabytes(Math.min(2 * gigabyte, totalmem() / 6)),
  effective_cache_size: inMegabytes(Math.min(8 * gigabyte, totalmem() / 2)),
  work_mem: "16MB",
  max_wal_size: "16GB",
  min_wal_size: "4GB",
  checkpoint_timeout: "15min",
  random_page_cost: "1.1",
};

const folderPrefix = "provost-bench-";

/** Starts a PostgreSQL for this run alone, in a temporary folder. */
export async function startBenchServer(extra: Record<string, string> = {}): Promise<BenchServer> {
  removeAbandoned();
  const home = mkdtempSync(join(tmpdir(), `${folderPrefix}${process.pid}-`));
  const binariesFolder = process.env["PROVOST_TEST_PG_BIN"];
  const server = await startEmbedded({
    home,
    ...(binariesFolder ? { binariesFolder } : {}),
    settings: { ...serverSettings, ...extra },
  });
  const admin = await connectClient(server.connection);
  const dropDatabase = async (name: string) => {
    await admin.query(`drop database if exists ${quoteIdentifier(name)} with (force)`);
  };
  return {
    pid: readPostmaster(join(home, "postgres"))?.pid ?? 0,
    version: await versionOf(admin),
    dropDatabase,
    async createDatabase(name, template = "template0") {
      await dropDatabase(name);
      // Copying files suits large templates better than writing them to the log.
      const strategy = template.startsWith("history") ? "file_copy" : "wal_log";
      await admin.query(
        `create database ${quoteIdentifier(name)} template ${quoteIdentifier(template)}
         strategy ${strategy}`,
      );
      return { ...server.connection, database: name };
    },
    async checkpoint() {
      await admin.query("checkpoint");
    },
    async stop() {
      await closeClient(admin);
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function versionOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ version: string }>(
    "select current_setting('server_version') as version",
  );
  return rows[0]?.version ?? "";
}

/** Removes what runs that were killed have left. */
function removeAbandoned(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(name.slice(folderPrefix.length).split("-")[0]);
    if (!name.startsWith(folderPrefix) || isAlive(pid)) continue;
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}
