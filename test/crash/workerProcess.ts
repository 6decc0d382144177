import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Connection } from "../../src/db/pool.ts";
import { connectionUrl } from "./connectionUrl.ts";

/** A real worker process, to be killed, frozen and thawed. */
export interface WorkerProcess {
  readonly pid: number;
  readonly output: () => string;
  readonly exited: Promise<number | null>;
  signal(name: NodeJS.Signals): void;
}

const bin = fileURLToPath(new URL("../../src/bin.js", import.meta.url));
const started = new Set<ChildProcess>();

/** Beats fast, so that a death is found within two seconds. */
const fastLease = {
  PROVOST_WORKER_HEARTBEAT_SECONDS: "0.5",
  PROVOST_WORKER_LEASE_SECONDS: "1.5",
  PROVOST_REAP_SECONDS: "0.2",
};

export function startWorkerProcess(
  connection: Connection,
  env: Record<string, string> = {},
): WorkerProcess {
  const child = spawn(process.execPath, [bin, "worker", "start"], {
    env: { ...process.env, ...fastLease, ...env, DATABASE_URL: connectionUrl(connection) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.add(child);
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  return {
    pid: child.pid ?? 0,
    output: () => output,
    exited: new Promise((resolve) => child.on("exit", resolve)),
    signal: (name) => void child.kill(name),
  };
}

/** For afterEach: nothing that a test started outlives it. */
export function killAllWorkers(): void {
  for (const child of started) child.kill("SIGKILL");
  started.clear();
}
