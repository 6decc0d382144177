import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Connection } from "../../src/db/pool.ts";
import { lostExitCode } from "../../src/worker/workerProcess.ts";
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
const launched = new Set<WorkerProcess>();

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

/** For workers that nothing happens to, or that are not to be late where others want the cores. */
export const patientLease: Lease = { ...fastLease, leaseSeconds: 2 * fastLease.leaseSeconds };

export const leaseVariables = (lease: Lease): Record<string, string> => ({
  PROVOST_WORKER_HEARTBEAT_SECONDS: String(lease.heartbeatSeconds),
  PROVOST_WORKER_LEASE_SECONDS: String(lease.leaseSeconds),
  PROVOST_REAP_SECONDS: String(lease.reapSeconds),
});

/** Who was told to do what: the database, further variables, the lease, and the command. */
type Launch = [
  connection: Connection,
  env?: Record<string, string>,
  lease?: Lease,
  command?: readonly string[],
];

/**
 * A worker process, and another in its place whenever it is lost though nobody did anything to it,
 * as a supervisor does: leases are so short here that a busy machine may be late for one.
 */
export function startWorkerProcess(...launch: Launch): WorkerProcess {
  let current = launchWorkerProcess(...launch);
  const untilItEnds = async (): Promise<number | null> => {
    for (;;) {
      const code = await current.exited;
      if (code !== lostExitCode || current.wasSignalled()) return code;
      current = launchWorkerProcess(...launch);
    }
  };
  const exited = untilItEnds();
  return {
    get pid() {
      return current.pid;
    },
    output: () => current.output(),
    exited,
    hasExited: () => current.hasExited(),
    wasSignalled: () => current.wasSignalled(),
    signal: (name) => current.signal(name),
  };
}

/** One process, for those who look after it themselves. */
export function launchWorkerProcess(
  ...[connection, env = {}, lease = fastLease, command = ["worker", "start"]]: Launch
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
  let output = "";
  let wasSignalled = false;
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  const made: WorkerProcess = {
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
  launched.add(made);
  return made;
}

/** For afterEach: nothing that a test started outlives it. */
export function killAllWorkers(): void {
  for (const each of launched) each.signal("SIGKILL");
  launched.clear();
}
