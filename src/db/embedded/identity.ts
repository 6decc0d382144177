import { spawnSync } from "node:child_process";
import { chownSync, lchownSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { ProvostError } from "../../errors.ts";

/** How to start a program as a user that PostgreSQL accepts: it refuses to run as root. */
export interface Identity {
  /** Put in front of the program and its arguments. */
  prefix: string[];
  /** Who must own the data folder, when that is not who we are. */
  owner?: number;
}

const nobody = 65534;
const inOwnNamespace = ["unshare", "--user", `--map-user=${nobody}`, `--map-group=${nobody}`, "--"];

/**
 * Not root: as we are. Root: in a user namespace, where root's own files belong to "nobody", which
 * works below /root too; where that is forbidden (Docker's default), or where the folder already
 * belongs to somebody else, as that user.
 */
export function chooseIdentity(dataFolder: string): Identity {
  if (process.getuid?.() !== 0) return { prefix: [] };
  if (process.platform !== "linux") throw refusesRoot();
  const owner = ownerOf(dataFolder);
  if (owner !== undefined && owner !== 0) return as(owner);
  return works([...inOwnNamespace, "true"]) ? { prefix: inOwnNamespace } : as(nobody);
}

function as(user: number): Identity {
  return {
    prefix: ["setpriv", `--reuid=${user}`, `--regid=${user}`, "--clear-groups", "--"],
    owner: user,
  };
}

const refusesRoot = (): ProvostError =>
  new ProvostError("The embedded PostgreSQL does not run as root", {
    hint: "Run Provost as another user, or set DATABASE_URL to a server.",
  });

/** Gives a folder and what is in it to the user that PostgreSQL will run as. */
export function handOver(folder: string, { owner }: Identity): void {
  if (owner === undefined || ownerOf(folder) === owner) return;
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    lchownSync(join(folder, name), owner, owner);
  }
  chownSync(folder, owner, owner);
}

/**
 * Put directly in front of the server, because a change of user forgets it: on Linux the kernel
 * itself stops the server (SIGINT: a clean, fast shutdown) when its parent dies, however it dies.
 * Elsewhere an orphan is adopted by the next start.
 */
export function diesWithParent(): string[] {
  const prefix = ["setpriv", "--pdeathsig", "INT", "--"];
  return process.platform === "linux" && works([...prefix, "true"]) ? prefix : [];
}

function ownerOf(folder: string): number | undefined {
  return statSync(folder, { throwIfNoEntry: false })?.uid;
}

function works([program = "", ...args]: string[]): boolean {
  return spawnSync(program, args, { stdio: "ignore" }).status === 0;
}
