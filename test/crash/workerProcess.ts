import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Connection } from "../../src/db/pool.ts";
import { slowness } from "../support/slowness.ts";
import { connectionUrl } from "./connectionUrl.ts";

/** A real worker process, to be killed, frozen and thawed. */
export interface WorkerProcess {
  readonly pid: number;
  readonly output: () => string;
  readonly exited: Promise<number | null>;
  readonly hasExited: () => boolean;
  readonly wasSignalled: () => boolean;
  signal(name: NodeJS.Signals): void;
}

const bin = fileURLToPath(new URL("../../src/bin.js", import.meta.url));
const started = new Set<ChildProcess>();

/** How often a worker beats, how long it may be silent, and how often somebody looks. */
export interface Lease {
  heartbeatSeconds: number;
  leaseSeconds: number;
  reapSeconds: number;
}

/** As workers are started by default. */
export const defaultLease: Lease = { heartbeatSeconds: 3, leaseSeconds: 9, reapSeconds: 1 };
/**
 * Beats fast, so that a death is found within two seconds; somewhat later on a slow machine, where
 * a process may have to wait for a core for as long as that.
 */
export const fastLease: Lease = {
  heartbeatSeconds: 0.5,
  leaseSeconds: 1.5 * Math.min(slowness(), 3),
  reapSeconds: 0.2,
};

export const leaseVariables = (lease: Lease): Record<string, string> => ({
  PROVOST_WORKER_HEARTBEAT_SECONDS: String(lease.heartbeatSeconds),
  PROVOST_WORKER_LEASE_SECONDS: String(lease.leaseSeconds),
  PROVOST_REAP_SECONDS: String(lease.reapSeconds),
});

export function startWorkerProcess(
  connection: Connection,
  env: Record<string, string> = {},
  lease = fastLease,
  command: readonly string[] = ["worker", "start"],
): WorkerProcess {
  const child = spawn(process.execPath, [bin, ...command], {
    env: {
      ...process.env,
      ...leaseVariables(lease),
      DATABASE_URL: connectionUrl(connection),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.add(child);
  let output = "";
  let wasSignalled = false;
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  return {
    pid: child.pid ?? 0,
    output: () => output,
    exited: new Promise((resolve) => child.on("exit", resolve)),
    hasExited: () => child.exitCode !== null || child.signalCode !== null,
    wasSignalled: () => wasSignalled,
    signal(name) {
      wasSignalled = true;
      child.kill(name);
    },
  };
}

/** For afterEach: nothing that a test started outlives it. */
export function killAllWorkers(): void {
  for (const child of started) child.kill("SIGKILL");
  started.clear();
}
