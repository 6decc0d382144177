import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ProvostError } from "../../errors.ts";
import type { Binaries } from "./binaries.ts";
import { diesWithParent, type Identity } from "./identity.ts";
import { isServerOf, readPostmaster, removeStaleLocks } from "./postmaster.ts";

export interface ServerFiles {
  dataFolder: string;
  socketFolder: string;
  binaries: Binaries;
  identity: Identity;
  /** Extra settings, as on PostgreSQL's command line. */
  settings: Record<string, string>;
}

/** A server that is ready: started here (`launched`), or found running. */
export interface RunningServer {
  pid: number;
  socketFolder: string;
  launched?: Launched;
}

interface Launched {
  child: ChildProcess;
  /** Where this launch begins in the log file. */
  logOffset: number;
  /** Why the program could not be run at all. */
  error?: Error;
}

export const port = 5432;

// Replaying the log after a crash can take a while.
const patienceSeconds = 120;
// After a kill -9 of the postmaster its backends need a moment to notice and go.
const retrySeconds = 10;

/**
 * Adopts the data folder's running server, or starts one. When several processes try at once,
 * PostgreSQL's own lock file lets one of them through, and the others adopt that one's.
 */
export async function adoptOrStart(files: ServerFiles): Promise<RunningServer> {
  const startedAt = Date.now();
  const elapsedSeconds = (): number => (Date.now() - startedAt) / 1000;
  let launched: Launched | undefined;
  while (elapsedSeconds() < patienceSeconds) {
    const found = readPostmaster(files.dataFolder);
    if (found && isServerOf(files.dataFolder, found.pid)) {
      if (found.isReady) return describe(found, launched);
    } else if (launched === undefined || hasEnded(launched.child)) {
      if (launched) await pauseOrFail(files, launched, elapsedSeconds());
      removeStaleLocks(files.dataFolder, files.socketFolder);
      launched = launch(files);
    }
    await sleep(5);
  }
  throw startError(files, launched, `It was not ready after ${patienceSeconds} s.`);
}

/** Stops a server that was started here: cleanly, or after ten seconds at once. */
export async function stopServer({ launched }: RunningServer): Promise<void> {
  if (!launched || hasEnded(launched.child)) return;
  const { child } = launched;
  child.ref();
  const ended = once(child, "exit");
  child.kill("SIGINT");
  const impatience = setTimeout(() => child.kill("SIGQUIT"), 10_000);
  await ended;
  clearTimeout(impatience);
}

function describe(
  { pid, socketFolder }: { pid: number; socketFolder: string },
  launched: Launched | undefined,
): RunningServer {
  return launched?.child.pid === pid ? { pid, socketFolder, launched } : { pid, socketFolder };
}

export const hasEnded = (child: ChildProcess): boolean =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null;

function launch(files: ServerFiles): Launched {
  const { dataFolder, socketFolder, binaries, identity } = files;
  const settings = { ...files.settings, listen_addresses: "", port: String(port) };
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const postgres = [binaries.postgres, "-D", dataFolder, "-k", socketFolder, ...options];
  const [program = "", ...args] = [...identity.prefix, ...diesWithParent(), ...postgres];
  const log = openLog(dataFolder);
  // A process group of its own: Ctrl-C in the terminal must reach us, and the server through us.
  const child = spawn(program, args, {
    cwd: "/",
    detached: true,
    stdio: ["ignore", log.descriptor, log.descriptor],
  });
  const launched: Launched = { child, logOffset: log.size };
  child.on("error", (error) => (launched.error = error));
  child.unref();
  closeSync(log.descriptor);
  return launched;
}

const logFile = (dataFolder: string): string => join(dataFolder, "server.log");
const largestLog = 10_000_000;

function openLog(dataFolder: string): { descriptor: number; size: number } {
  const file = logFile(dataFolder);
  const oldSize = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (oldSize > largestLog) renameSync(file, `${file}.old`);
  return { descriptor: openSync(file, "a", 0o600), size: oldSize > largestLog ? 0 : oldSize };
}

/** A launch ended although no server runs: pause and try again if that may help, else fail. */
async function pauseOrFail(files: ServerFiles, launched: Launched, seconds: number): Promise<void> {
  const inUse = /lock file .* already exists|shared memory block .* still in use/s;
  const log = logOf(files, launched);
  const mayHelp = inUse.test(log) && seconds < retrySeconds;
  if (!mayHelp) throw startError(files, launched, launched.error?.message ?? log);
  await sleep(100);
}

function logOf({ dataFolder }: ServerFiles, { logOffset }: Launched): string {
  return readFileSync(logFile(dataFolder)).subarray(logOffset).toString("utf8").trim();
}

function startError(
  files: ServerFiles,
  launched: Launched | undefined,
  detail: string,
): ProvostError {
  const { exitCode, signalCode } = launched?.child ?? {};
  const how = exitCode != null ? `, exit code ${exitCode}` : signalCode ? `, ${signalCode}` : "";
  return new ProvostError(`The embedded PostgreSQL did not start${how}`, {
    detail: detail.slice(-2000),
    hint: `See ${logFile(files.dataFolder)}, or set DATABASE_URL to a server of your own.`,
  });
}
