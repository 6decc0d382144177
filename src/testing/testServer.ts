import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { startEmbedded } from "../db/embedded.ts";
import { readSources } from "../db/migrate/sources.ts";
import type { Connection } from "../db/pool.ts";
import { loadSettings } from "../settings/settings.ts";
import { ensureTemplate } from "./template.ts";

export interface TestServer {
  /** A connection that may create databases. */
  readonly admin: Connection;
  /** The migrated database that others are cloned from. */
  readonly template: string;
  stop(): Promise<void>;
}

/**
 * A server for tests: the one of `url` or of PROVOST_TEST_DATABASE_URL, whose role must be allowed
 * to create databases, or an embedded one in a temporary folder. The embedded one is copied from a
 * folder that is made once for each release, so that it is there in less than a second.
 */
export async function startTestServer(
  url = process.env["PROVOST_TEST_DATABASE_URL"] || undefined,
): Promise<TestServer> {
  if (url !== undefined) {
    return { admin: url, template: await ensureTemplate(url), stop: async () => {} };
  }
  const made = await ensureMadeFolder(resolve(loadSettings().home, "testing"));
  const home = await mkdtemp(join(tmpdir(), "provost-testing-"));
  await promisify(execFile)("cp", ["-a", join(made, "postgres"), home]);
  const server = await startEmbedded({ home, settings: careless });
  return {
    admin: server.connection,
    template: await ensureTemplate(server.connection),
    async stop() {
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Nothing of a test needs to survive a power cut. */
const careless = {
  fsync: "off",
  full_page_writes: "off",
  max_connections: "200",
  shared_buffers: "64MB",
};

/** A data folder with the template in it. Made under another name, so that none is half-made. */
async function ensureMadeFolder(parent: string): Promise<string> {
  const name = readSources().fingerprint.slice(0, 16);
  const folder = join(parent, name);
  if (existsSync(folder)) return folder;
  await mkdir(parent, { recursive: true });
  const unfinished = await mkdtemp(`${folder}-`);
  try {
    const server = await startEmbedded({ home: unfinished, settings: careless });
    await ensureTemplate(server.connection);
    await server.stop();
    // Of several that are made at once, the first is kept.
    await rename(unfinished, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
    await removeOthers(parent, name);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return folder;
}

/** Folders of other releases; not those that are being made. */
async function removeOthers(parent: string, name: string): Promise<void> {
  for (const other of await readdir(parent)) {
    const isOther = other !== name && !other.includes("-");
    if (isOther) await rm(join(parent, other), { recursive: true, force: true });
  }
}
