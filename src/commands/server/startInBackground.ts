import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ProvostError } from "../../errors.ts";
import {
  readServerFile,
  type ServerFile,
  serverFileIn,
  type ServerRole,
} from "../../serverFile.ts";
import { loadSettings } from "../../settings/settings.ts";
import { say } from "../output/print.ts";
import { isReady } from "./serverStatus.ts";

/** How long a process in the background may take to answer, a new database included. */
const startSeconds = 120;

const startedWords: Readonly<Record<ServerRole, (file: ServerFile) => string>> = {
  server: ({ url, pid }) => `The server runs in the background at ${url} (process ${pid}).\n`,
  services: ({ pid }) => `The services run in the background (process ${pid}).\n`,
};
const stopWords: Readonly<Record<ServerRole, string>> = {
  server: "Stop it: provost server stop",
  services: "Stop them: provost server services stop",
};

/** Starts the same command again in the background, and waits until it answers. */
export async function startInBackground(role: ServerRole): Promise<void> {
  const { home } = loadSettings();
  refuseSecond(home, role);
  mkdirSync(home, { recursive: true });
  const logFile = join(home, `${role}.log`);
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
    const file = readServerFile(home, role);
    if (file && file.pid === child.pid && (await isReady(file.url))) {
      return say(`${startedWords[role](file)}It logs to ${logFile}. ${stopWords[role]}`);
    }
    await sleep(100);
  }
  const hasEnded = !isRunning(child);
  child.kill();
  const named = `The ${role}`;
  throw new ProvostError(
    hasEnded ? `${named} did not start.` : `${named} did not answer within ${startSeconds} s.`,
    { detail: lastLines(logFile), hint: `Its whole log is in ${logFile}.` },
  );
}

const lastLines = (file: string): string =>
  readFileSync(file, "utf8").trim().split("\n").slice(-10).join("\n");

const isRunning = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode === null && signalCode === null;

function refuseSecond(home: string, role: ServerRole): void {
  const running = readServerFile(home, role);
  if (!running) return;
  const { url, pid } = running;
  const message =
    role === "server"
      ? `A server runs already at ${url} (process ${pid}).`
      : `Services run already in the background (process ${pid}).`;
  throw new ProvostError(message, {
    hint:
      `${stopWords[role]}. Or give the new one another PROVOST_HOME. If that process is another ` +
      `program, remove ${serverFileIn(home, role)}.`,
  });
}
