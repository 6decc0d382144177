import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ProvostError } from "../../errors.ts";
import { readServerFile } from "../../serverFile.ts";
import { loadSettings } from "../../settings/settings.ts";
import { say } from "../output/print.ts";
import { isReady } from "./serverStatus.ts";

export interface StartServerOptions {
  host?: string;
  port?: number;
  logLevel?: string;
  background?: true;
  services: boolean;
  scheduler: boolean;
  lateRuns: boolean;
}

/** How long a server in the background may take to answer, a new database included. */
const startSeconds = 120;

export async function startServer(options: StartServerOptions): Promise<void> {
  const { host, port, logLevel, services, scheduler, lateRuns } = options;
  if (options.background) return await startInBackground();
  setForThisProcess({
    PROVOST_LOGGING_LEVEL: logLevel,
    PROVOST_SERVER_SERVICES_SCHEDULER_ENABLED: scheduler ? undefined : "false",
    PROVOST_SERVER_SERVICES_LATE_RUNS_ENABLED: lateRuns ? undefined : "false",
  });
  const { startEverything } = await import("../../start.ts");
  await startEverything({
    worker: false,
    examples: false,
    services,
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
  });
}

/** The services alone, until Ctrl-C. */
export async function startServices({ logLevel }: { logLevel?: string }): Promise<void> {
  setForThisProcess({ PROVOST_LOGGING_LEVEL: logLevel });
  const { startServicesOnly } = await import("../../start.ts");
  await startServicesOnly();
}

/** Options are settings that count for one process, and more than those of anywhere else. */
function setForThisProcess(settings: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(settings)) {
    if (value !== undefined) process.env[name] = value;
  }
}

/** Starts the same command again in the background, and waits until it answers. */
async function startInBackground(): Promise<void> {
  const { home } = loadSettings();
  const running = readServerFile(home);
  if (running) {
    throw new ProvostError(`A server runs already at ${running.url} (process ${running.pid}).`, {
      hint:
        "Stop it: provost server stop. Or give the new one another PROVOST_HOME. If that process " +
        `is no server, remove ${join(home, "server.pid")}.`,
    });
  }
  mkdirSync(home, { recursive: true });
  const logFile = join(home, "server.log");
  const log = openSync(logFile, "w");
  const [program = "", ...rest] = process.argv.slice(1);
  const args = rest.filter((argument) => argument !== "--background" && argument !== "-b");
  const child = spawn(process.execPath, [...process.execArgv, program, ...args], {
    detached: true,
    stdio: ["ignore", log, log],
  });
  child.unref();
  const deadline = performance.now() + startSeconds * 1000;
  while (isRunning(child) && performance.now() < deadline) {
    const file = readServerFile(home);
    if (file && file.pid === child.pid && (await isReady(file.url))) {
      say(`The server runs in the background at ${file.url} (process ${file.pid}).`);
      say(`It logs to ${logFile}. Stop it: provost server stop`);
      return;
    }
    await sleep(100);
  }
  const hasEnded = !isRunning(child);
  child.kill();
  throw new ProvostError(
    hasEnded ? "The server did not start." : `The server did not answer within ${startSeconds} s.`,
    { detail: lastLines(logFile), hint: `Its whole log is in ${logFile}.` },
  );
}

const lastLines = (file: string): string =>
  readFileSync(file, "utf8").trim().split("\n").slice(-10).join("\n");

const isRunning = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode === null && signalCode === null;
