import { once } from "node:events";
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBinaries } from "../../src/db/embedded/binaries.ts";
import { ensureDataFolder } from "../../src/db/embedded/dataFolder.ts";
import { chooseIdentity } from "../../src/db/embedded/identity.ts";
import { adoptOrStart, port, stopServer } from "../../src/db/embedded/server.ts";
import { ensureSocketFolder } from "../../src/db/embedded/socketFolder.ts";
import type { Connection } from "../../src/db/pool.ts";
import { buildTemplate, cloneDatabase, inDatabase } from "../support/template.ts";
import { binariesFolder } from "../support/embeddedServers.ts";

/** A PostgreSQL that is there to be crashed. Nobody but its tests starts it again. */
export interface FaultServer extends AsyncDisposable {
  /** A migrated database of its own. */
  readonly connection: Connection;
  /** Makes another one. */
  anotherDatabase(): Promise<Connection>;
  /** What `pg_ctl stop -m immediate` does: no goodbye, and the log is replayed at the next start. */
  crash(): Promise<void>;
  start(): Promise<void>;
}

export async function startFaultServer(
  settings: Record<string, string> = {},
): Promise<FaultServer> {
  const home = mkdtempSync(join(tmpdir(), "provost-fault-"));
  mkdirSync(home, { recursive: true });
  const dataFolder = join(realpathSync(home), "postgres");
  const binaries = await findBinaries(binariesFolder);
  const identity = chooseIdentity(dataFolder);
  await ensureDataFolder(dataFolder, binaries, identity);
  const socketFolder = ensureSocketFolder(dataFolder, identity);
  const files = { dataFolder, socketFolder, binaries, identity, settings };
  let server = await adoptOrStart(files);
  const admin = { host: server.socketFolder, port, user: "postgres", database: "postgres" };
  const template = await buildTemplate(admin);
  const anotherDatabase = async () => inDatabase(admin, await cloneDatabase(admin, template));
  return {
    connection: await anotherDatabase(),
    anotherDatabase,
    async crash() {
      const child = server.launched?.child;
      if (!child) throw new Error("Expected a server that was started here");
      const ended = once(child, "exit");
      child.ref();
      child.kill("SIGQUIT");
      await ended;
    },
    async start() {
      server = await adoptOrStart(files);
    },
    async [Symbol.asyncDispose]() {
      await stopServer(server);
      rmSync(socketFolder, { recursive: true, force: true });
      rmSync(home, { recursive: true, force: true });
    },
  };
}
