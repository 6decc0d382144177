import { Worker as Thread } from "node:worker_threads";
import { createPool } from "../../db/pool.ts";
import { DatabaseStore } from "../../engine/store/databaseStore.ts";
import { createRunServices, type RunServices } from "../../engine/store/runServices.ts";
import { lendOwnPackages, lendPackages } from "../code/lendPackages.ts";
import { executeRun } from "../executeRun.ts";
import { FlowLoader } from "../flowLoader.ts";
import type { FromProcess, ProcessTask, ToProcess } from "./messages.ts";

// The body of a process that executes one run for a worker; see runProcess.ts. It writes to the
// database itself, under the epoch of the run, as the worker would.

/** Task records, finishes and what transactional tasks need, at once. */
const mostConnections = 4;

// Even while code here keeps the event loop busy, the process does not outlive its worker.
const watch = new Thread(new URL(`./watchParent${extension()}`, import.meta.url));
process.on("disconnect", () => process.kill(-process.pid, "SIGKILL"));

let services: RunServices | undefined;
const confirmed = new Map<number, () => void>();
let confirmations = 0;

process.on("message", (message: ToProcess) => {
  if ("execute" in message) void execute(message.execute);
  else if ("stop" in message) services?.held.stop(message.stop, message.kind);
  else if ("confirmed" in message) confirmed.get(message.confirmed)?.();
  else if ("wake" in message) services?.held.wake(message.wake);
  else services?.held.suspend(message.suspend);
});
// The thread needs the event loop to begin with, and no code of a flow may come in between.
watch.once("message", () => {
  watch.unref();
  tell({ ready: true });
});

async function execute(task: ProcessTask): Promise<void> {
  const { run, workerId, pooled, connection, settings, pulled } = task;
  lendOwnPackages();
  if (pulled) lendPackages(pulled.root, pulled.packages);
  const pool = createPool(pooled, {
    // By this name it is cut off together with its worker, should both be frozen.
    applicationName: `provost runs ${workerId}`,
    size: Math.min(mostConnections, settings.database.poolSize),
  });
  const shared = createRunServices(
    new DatabaseStore(pool, workerId, { connection }),
    settings.logging,
    settings,
  );
  // What the worker echoes would else come back as output of this process.
  services = { ...shared, echo: (...line) => tell({ echo: line }) };
  const { held } = services;
  held.onChange(() => tell({ held: held.list() }));
  held.confirmBy(askWorker, settings.worker.leaseSeconds);
  await executeRun(run, new FlowLoader(), services);
  await services.close();
  await pool.end();
  process.send?.({ done: true } satisfies FromProcess, () => process.exit(0));
}

/** It tells us of runs that are lost before it answers. */
async function askWorker(): Promise<void> {
  const asked = ++confirmations;
  const answered = new Promise<void>((resolve) => confirmed.set(asked, resolve));
  tell({ confirm: asked });
  await answered;
  confirmed.delete(asked);
}

function tell(message: FromProcess): void {
  if (process.connected) process.send?.(message);
}

/** Files here have the extension of this one: .ts in a checkout, .js when built. */
function extension(): string {
  return import.meta.url.slice(import.meta.url.lastIndexOf("."));
}
