import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "./db/embedded/postmaster.ts";

/** Which process of this machine is the server of a home folder, and where it listens. */
export interface ServerFile {
  pid: number;
  url: string;
}

/** What a home folder has one of: its server, or services that run without one. */
export type ServerRole = "server" | "services";

export const serverFileIn = (home: string, role: ServerRole): string => join(home, `${role}.pid`);

export function writeServerFile(home: string, url: string, role: ServerRole = "server"): void {
  mkdirSync(home, { recursive: true });
  const file: ServerFile = { pid: process.pid, url };
  writeFileSync(serverFileIn(home, role), `${JSON.stringify(file)}\n`);
}

/** What the file says, if there is one and its process is alive. */
export function readServerFile(home: string, role: ServerRole = "server"): ServerFile | undefined {
  try {
    const file = JSON.parse(readFileSync(serverFileIn(home, role), "utf8")) as ServerFile;
    return isAlive(file.pid) ? file : undefined;
  } catch {
    return undefined;
  }
}

/** Removes the file of this process, not that of one that has taken its place. */
export function removeServerFile(home: string, role: ServerRole = "server"): void {
  if (readServerFile(home, role)?.pid !== process.pid) return;
  rmSync(serverFileIn(home, role), { force: true });
}
