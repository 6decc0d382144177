import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Which process of this machine is the server of a home folder, and where it listens. */
export interface ServerFile {
  pid: number;
  url: string;
}

const fileIn = (home: string): string => join(home, "server.pid");

export function writeServerFile(home: string, url: string): void {
  mkdirSync(home, { recursive: true });
  const file: ServerFile = { pid: process.pid, url };
  writeFileSync(fileIn(home), `${JSON.stringify(file)}\n`);
}

/** What the file says, if there is one and its process is alive. */
export function readServerFile(home: string): ServerFile | undefined {
  try {
    const file = JSON.parse(readFileSync(fileIn(home), "utf8")) as ServerFile;
    return isAlive(file.pid) ? file : undefined;
  } catch {
    return undefined;
  }
}

/** Removes the file of this process, not that of one that has taken its place. */
export function removeServerFile(home: string): void {
  if (readServerFile(home)?.pid === process.pid) rmSync(fileIn(home), { force: true });
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
