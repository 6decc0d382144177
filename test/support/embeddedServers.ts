import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, onTestFinished } from "vitest";
import { type EmbeddedOptions, type EmbeddedServer, startEmbedded } from "../../src/db/embedded.ts";
import { readPostmaster } from "../../src/db/embedded/postmaster.ts";
import { type Connection, connectClient } from "../../src/db/pool.ts";

export const binariesFolder = process.env["PROVOST_TEST_PG_BIN"] || undefined;
const binaries = binariesFolder ? { binariesFolder } : {};

export interface EmbeddedServers {
  /** The folder of the current test. */
  readonly home: string;
  readonly dataFolder: string;
  /** Starts or adopts the server of `home`; it is stopped after the test. */
  start: (options?: Partial<EmbeddedOptions>) => Promise<EmbeddedServer>;
  /** Puts a data folder into `home` that was made before: making one takes a second. */
  copyMadeFolder: () => void;
  serverPid: () => number;
  /** Another process that starts or adopts the server of `home` and holds it. */
  holdElsewhere: () => Promise<{ process: ChildProcess; adopted: boolean }>;
}

/** For tests of the embedded server itself: a folder for each test, and nothing left behind. */
export function useEmbeddedServers(): EmbeddedServers {
  let home = "";
  let madeFolder = "";
  const servers: EmbeddedServer[] = [];

  beforeAll(async () => {
    madeFolder = mkdtempSync(join(tmpdir(), "provost-embedded-"));
    await (await startEmbedded({ home: madeFolder, ...binaries })).stop();
  });
  afterAll(() => rmSync(madeFolder, { recursive: true }));
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "provost-embedded-"));
    chmodSync(home, 0o755); // the server may run as another user
  });
  afterEach(async () => {
    for (const { stop, connection } of servers.splice(0).toReversed()) {
      await stop();
      rmSync(connection.host, { recursive: true, force: true });
    }
    rmSync(home, { recursive: true, force: true });
  });

  const dataFolder = (): string => join(home, "postgres");
  return {
    get home() {
      return home;
    },
    get dataFolder() {
      return dataFolder();
    },
    async start(options = {}) {
      const server = await startEmbedded({ home, ...binaries, ...options });
      servers.push(server);
      return server;
    },
    copyMadeFolder() {
      execFileSync("cp", ["-a", join(madeFolder, "postgres"), dataFolder()]);
    },
    serverPid() {
      const postmaster = readPostmaster(dataFolder());
      if (!postmaster) throw new Error("Expected a running server");
      return postmaster.pid;
    },
    holdElsewhere: () => holdElsewhere(home),
  };
}

async function holdElsewhere(home: string): Promise<{ process: ChildProcess; adopted: boolean }> {
  const script = fileURLToPath(new URL("holdServer.ts", import.meta.url));
  const holder = spawn(process.execPath, [script, home, binariesFolder ?? ""], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void holder.kill("SIGKILL"));
  const [line] = await once(holder.stdout, "data");
  const { adopted }: { adopted: boolean } = JSON.parse(String(line));
  return { process: holder, adopted };
}

/** The first row's column `value`, over a connection of its own. */
export async function ask<T>(connection: Connection, query: string): Promise<T | undefined> {
  const client = await connectClient(connection);
  try {
    const { rows } = await client.query<{ value: T }>(query);
    return rows[0]?.value;
  } finally {
    await client.end();
  }
}
