import { spawnSync } from "node:child_process";
import { readFileSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { errorField } from "../../errors.ts";

/** A running server, as its data folder's postmaster.pid describes it. */
export interface Postmaster {
  pid: number;
  port: number;
  socketFolder: string;
  isReady: boolean;
}

/** Reads postmaster.pid; undefined while there is none, or it is still being written. */
export function readPostmaster(dataFolder: string): Postmaster | undefined {
  const lines = readLines(join(dataFolder, "postmaster.pid"));
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return {
    pid,
    port: Number(lines[3]),
    socketFolder: lines[4] ?? "",
    isReady: lines[7]?.trim() === "ready",
  };
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch (error) {
    if (errorField(error, "code") === "ENOENT") return [];
    throw error;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorField(error, "code") === "EPERM";
  }
}

/** Whether the process is this data folder's server, and not one that got its number later. */
export function isServerOf(dataFolder: string, pid: number): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform !== "linux") return commandOf(pid).includes("postgres");
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataFolder);
  } catch (error) {
    // Another user's process hides its folder; believe the file.
    return errorField(error, "code") === "EACCES";
  }
}

function commandOf(pid: number): string {
  return spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout ?? "";
}

/**
 * After a reboot, or in a restarted container, the number in a stale postmaster.pid can belong to
 * another program, and PostgreSQL would refuse to start for ever. Removes the file if so.
 */
export function removeStaleLocks(dataFolder: string, socketFolder: string): void {
  for (const file of [
    join(dataFolder, "postmaster.pid"),
    join(socketFolder, ".s.PGSQL.5432.lock"),
  ]) {
    const pid = Number(readLines(file)[0]);
    if (pid > 0 && isAlive(pid) && !isServerOf(dataFolder, pid)) rmSync(file, { force: true });
  }
}
