import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startEmbedded } from "../../src/db/embedded.ts";
import { isAlive } from "../../src/db/embedded/postmaster.ts";
import { type Connection, connectClient } from "../../src/db/pool.ts";
import { buildTemplate, dropDatabase, namePrefix } from "./template.ts";

export interface TestServer {
  /** A connection that may create databases. */
  admin: Connection;
  /** The migrated database that each test file's own one is cloned from. */
  template: string;
}

declare module "vitest" {
  export interface ProvidedContext {
    testServer: TestServer;
  }
}

/** One server for the whole run: a given one, or an embedded one in a temporary folder. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Processes that tests start compile the code once, all together.
  process.env["NODE_COMPILE_CACHE"] ??= join(tmpdir(), "node-compile-cache");
  const url = process.env["PROVOST_TEST_DATABASE_URL"] ?? process.env["DATABASE_URL"];
  const server = url ? givenServer(url) : await temporaryServer();
  let template = await buildTemplate(server.admin);
  project.provide("testServer", { admin: server.admin, template });
  project.onTestsRerun(async () => {
    await dropDatabase(server.admin, template);
    template = await buildTemplate(server.admin);
    project.provide("testServer", { admin: server.admin, template });
  });
  return async () => {
    await dropDatabase(server.admin, template);
    await server.stop();
  };
}

interface BootedServer {
  admin: Connection;
  stop(): Promise<void>;
}

const givenServer = (url: string): BootedServer => ({ admin: url, stop: async () => {} });

async function temporaryServer(): Promise<BootedServer> {
  await removeAbandoned();
  const home = await mkdtemp(join(tmpdir(), `${folderPrefix}${process.pid}-`));
  const binariesFolder = process.env["PROVOST_TEST_PG_BIN"];
  const server = await startEmbedded({
    home,
    ...(binariesFolder ? { binariesFolder } : {}),
    // Nothing of a test run needs to survive a power cut.
    settings: { fsync: "off", full_page_writes: "off", max_connections: "400" },
  });
  return {
    admin: server.connection,
    async stop() {
      const kept = await countKept(server.connection);
      await server.stop();
      if (kept === 0) return await rm(home, { recursive: true, force: true });
      await writeFile(join(home, keptMark), "");
      console.error(`To look at them: node test/support/openKept.ts ${home}`);
    },
  };
}

const folderPrefix = "provost-test-";
const keptMark = "kept";

/** Removes what runs that were killed have left. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(name.slice(folderPrefix.length).split("-")[0]);
    const folder = join(tmpdir(), name);
    const isAbandoned = name.startsWith(folderPrefix) && pid > 0 && !isAlive(pid);
    if (!isAbandoned || existsSync(join(folder, keptMark))) continue;
    await rm(folder, { recursive: true, force: true });
  }
}

/** Databases of files that failed are kept to be looked at. */
async function countKept(admin: Connection): Promise<number> {
  const client = await connectClient(admin);
  try {
    const { rows } = await client.query<{ datname: string }>(
      "select datname from pg_database where starts_with(datname, $1)",
      [namePrefix],
    );
    return rows.length;
  } finally {
    await client.end();
  }
}
