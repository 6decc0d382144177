import { randomUUID } from "node:crypto";
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { errorField, ProvostError } from "../../errors.ts";
import type { Binaries } from "./binaries.ts";
import { handOver, type Identity } from "./identity.ts";
import { isAlive } from "./postmaster.ts";

/** What a fresh data folder's postgresql.conf says; edit that file to change it. */
const settings = `
# Provost
max_connections = 200
shared_buffers = 256MB
effective_cache_size = 2GB
work_mem = 16MB
random_page_cost = 1.1
max_wal_size = 4GB
min_wal_size = 256MB
checkpoint_timeout = 15min
autovacuum_naptime = 15s
jit = off
`;

/**
 * Creates the data folder if there is none. It is made under another name and renamed when it is
 * complete, so that being killed half-way leaves nothing half-made, and the first of several wins.
 */
export async function ensureDataFolder(
  dataFolder: string,
  binaries: Binaries,
  identity: Identity,
): Promise<void> {
  if (existsSync(join(dataFolder, "PG_VERSION"))) {
    // Made by root under another way of not being root.
    handOver(dataFolder, identity);
    return;
  }
  refuseForeignFolder(dataFolder);
  mkdirSync(dirname(dataFolder), { recursive: true });
  removeAbandoned(dataFolder);
  const unfinished = `${dataFolder}.new-${process.pid}-${randomUUID()}`;
  mkdirSync(unfinished, { mode: 0o700 });
  try {
    handOver(unfinished, identity);
    await runInitdb(unfinished, binaries, identity);
    await appendFile(join(unfinished, "postgresql.conf"), settings);
    moveIntoPlace(unfinished, dataFolder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

async function runInitdb(folder: string, binaries: Binaries, identity: Identity): Promise<void> {
  const locale = ["--locale=C", ...(await builtinLocale(binaries))];
  const options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-instructions", ...locale];
  const command = [...identity.prefix, binaries.initdb, "-D", folder, ...options];
  const [program = binaries.initdb, ...args] = command;
  try {
    await promisify(execFile)(program, args, { cwd: "/", env: { ...process.env, LC_ALL: "C" } });
  } catch (cause) {
    throw new ProvostError("The embedded PostgreSQL could not create its data folder", {
      detail: errorField(cause, "stderr")?.trim() ?? String(cause),
      hint: "Set PROVOST_HOME to a folder that may be written to, or DATABASE_URL to a server.",
      cause,
    });
  }
}

/** Since 17 upper() and lower() can know Unicode without the system's locales. */
async function builtinLocale(binaries: Binaries): Promise<string[]> {
  const { stdout } = await promisify(execFile)(binaries.postgres, ["--version"]);
  const version = Number(/(\d+)/.exec(stdout)?.[1]);
  return version >= 17 ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] : [];
}

function refuseForeignFolder(dataFolder: string): void {
  if (!existsSync(dataFolder) || readdirSync(dataFolder).length === 0) return;
  throw new ProvostError(`${dataFolder} holds something other than a PostgreSQL data folder`, {
    hint: "Move it away, or set PROVOST_HOME to another folder.",
  });
}

function moveIntoPlace(unfinished: string, dataFolder: string): void {
  try {
    renameSync(unfinished, dataFolder);
  } catch (error) {
    // Another process was faster: its folder is as good as ours.
    if (!existsSync(join(dataFolder, "PG_VERSION"))) throw error;
  }
}

/** Removes what a process that was killed during its start has left. */
function removeAbandoned(dataFolder: string): void {
  const parent = dirname(dataFolder);
  const prefix = `${basename(dataFolder)}.new-`;
  for (const name of readdirSync(parent)) {
    const pid = Number(name.slice(prefix.length).split("-")[0]);
    if (!name.startsWith(prefix) || isAlive(pid)) continue;
    rmSync(join(parent, name), { recursive: true, force: true });
  }
}
