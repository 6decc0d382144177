import { mkdirSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { errorField } from "../errors.ts";
import { findBinaries } from "./embedded/binaries.ts";
import { ensureDataFolder } from "./embedded/dataFolder.ts";
import { chooseIdentity } from "./embedded/identity.ts";
import { keepServer } from "./embedded/keepServer.ts";
import { port, type ServerFiles } from "./embedded/server.ts";
import { ensureSocketFolder } from "./embedded/socketFolder.ts";
import { closeClient, type Connection, connectClient } from "./pool.ts";

export interface EmbeddedOptions {
  /** The folder that holds the data folder `postgres`. */
  home: string;
  /** Another PostgreSQL's programs than those of the npm package. */
  binariesFolder?: string;
  /** Extra settings, as on PostgreSQL's command line. */
  settings?: Record<string, string>;
  /** Told when the server had gone and was started again, or why it could not be. */
  onRestart?: (error?: unknown) => void;
}

export interface EmbeddedServer {
  connection: Exclude<Connection, string>;
  /** The same for psql and others. */
  connectionString: string;
  /** Whether another process had started the server. */
  adopted: boolean;
  /** Stops the server if this process has started it. */
  stop: () => Promise<void>;
}

const database = "provost";

/**
 * Starts the embedded PostgreSQL, or adopts it when another process has started it on the same
 * folder. It listens on a Unix socket only. Should it go away, it is started again.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const files = await prepare(options);
  const { socketFolder, adopted, stop } = await keepServer(files, options.onRestart ?? (() => {}));
  const connection = { host: socketFolder, port, user: "postgres", database };
  try {
    await ensureDatabase(connection);
  } catch (error) {
    await stop();
    throw error;
  }
  return { connection, connectionString: toUrl(socketFolder), adopted, stop };
}

async function prepare(options: EmbeddedOptions): Promise<ServerFiles> {
  const home = resolve(options.home);
  mkdirSync(home, { recursive: true });
  const dataFolder = join(realpathSync(home), "postgres");
  const binaries = await findBinaries(options.binariesFolder);
  const identity = chooseIdentity(dataFolder);
  await ensureDataFolder(dataFolder, binaries, identity);
  const socketFolder = ensureSocketFolder(dataFolder, identity);
  return { dataFolder, socketFolder, binaries, identity, settings: options.settings ?? {} };
}

const undefinedDatabase = "3D000";
// Two that create it at once meet in the catalog's unique index, or find it made.
const madeByAnother = new Set(["42P04", "23505"]);

async function ensureDatabase(connection: Exclude<Connection, string>): Promise<void> {
  try {
    await closeClient(await connectClient(connection));
  } catch (error) {
    if (errorField(error, "code") !== undefinedDatabase) throw error;
    await createDatabase(connection);
  }
}

async function createDatabase(connection: Exclude<Connection, string>): Promise<void> {
  const client = await connectClient({ ...connection, database: "postgres" });
  try {
    await client.query(`create database ${database}`);
  } catch (error) {
    if (!madeByAnother.has(errorField(error, "code") ?? "")) throw error;
  } finally {
    await closeClient(client);
  }
}

const toUrl = (socketFolder: string): string =>
  `postgresql://postgres@/${database}?host=${encodeURIComponent(socketFolder)}&port=${port}`;
