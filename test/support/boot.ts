import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, statfs, writeFile } from "node:fs/promises";
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
  await removeAbandoned(memory);
  await removeAbandoned(tmpdir());
  const name = `${folderPrefix}${process.pid}-`;
  const home = await mkdtemp(join((await isRoomy(memory)) ? memory : tmpdir(), name));
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
      if (kept > 0)
        console.error(`To look at them: node test/support/openKept.ts ${await keep(home)}`);
      await rm(home, { recursive: true, force: true });
    },
  };
}

const folderPrefix = "provost-test-";
export const keptMark = "kept";

/** Where Linux has files in memory: a copy of the template has 1,000 of them, and soon goes. */
const memory = "/dev/shm";
const roomyBytes = 8 * 2 ** 30;

async function isRoomy(folder: string): Promise<boolean> {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = await statfs(folder);
  return Math.min(bavail * bsize, process.availableMemory()) >= roomyBytes;
}

/** Copies a stopped server's folder to where it may stay, and answers where that is. */
async function keep(home: string): Promise<string> {
  const kept = await mkdtemp(join(tmpdir(), `${folderPrefix}${process.pid}-`));
  execFileSync("cp", ["-a", `${home}/.`, kept]);
  await writeFile(join(kept, keptMark), "");
  return kept;
}

/** Removes what runs that were killed have left. */
async function removeAbandoned(parent: string): Promise<void> {
  if (!existsSync(parent)) return;
  for (const name of await readdir(parent)) {
    const pid = Number(name.slice(folderPrefix.length).split("-")[0]);
    const folder = join(parent, name);
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
