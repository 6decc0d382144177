import { hostname } from "node:os";
import { call } from "../db/call.ts";
import { cliFunctions } from "../db/cliFunctions.ts";
import { type ClaimedFlowRun, functions } from "../db/functions.ts";
import type { Database } from "../db/openDatabase.ts";
import { DatabaseStore } from "../engine/store/databaseStore.ts";
import { failureMessage } from "../engine/store/errorJson.ts";
import { stillHeld } from "../engine/flows/lateClaims.ts";
import { runFlow } from "../engine/flows/runFlow.ts";
import { createRunServices, type RunServices } from "../engine/store/runServices.ts";
import { InvalidInput } from "../errors.ts";
import type { Settings } from "../settings/settings.ts";
import { version } from "../version.ts";
import { Clones } from "./code/clones.ts";
import { lendPackages } from "./code/lendPackages.ts";
import { pullCode } from "./code/pullCode.ts";
import { FlowLoader } from "./flowLoader.ts";
import { readyHeartbeat } from "./heartbeat.ts";

export interface ExecuteOptions {
  database: Database;
  settings: Settings;
  flowRunId: string;
  /** Where the flow is found, if not where its deployment says. */
  entrypoint?: string;
  /** What of a run that has ended is run again; without it, the run is one that waits. */
  retry?: { mode?: string | undefined; fromTask?: string | undefined };
}

export interface EndedState {
  type: string;
  name: string;
  message: string | null;
}

/**
 * Claims one run that waits and executes it in this process, once. Answers the state that it is in
 * afterwards. Refuses, with `InvalidInput`, a run that cannot be claimed now. With `retry` it is one
 * that has ended.
 */
export async function executeFlowRun(options: ExecuteOptions): Promise<EndedState> {
  const { database, settings, flowRunId } = options;
  const { pool, connection } = database;
  const ready = await readyHeartbeat();
  const workerId = await call(pool, functions.registerWorker, {
    workPool: "default",
    name: `${hostname()}-${process.pid}`,
    kind: "local",
    concurrencyLimit: 1,
    version,
  });
  const store = new DatabaseStore(pool, workerId, { connection });
  const services = createRunServices(store, settings.logging, settings);
  const { heartbeatSeconds, leaseSeconds } = settings.worker;
  const heartbeat = ready.start({
    connection,
    workerId,
    heartbeatSeconds,
    leaseSeconds,
    held: services.held,
    onLost: () => services.held.stopAll("lost"),
    onError: (error) => services.echo("error", "This process", error.message),
  });
  const clones = new Clones({ settings, onError: () => {} });
  try {
    const askedAt = performance.now();
    const claimed = options.retry
      ? await call(pool, functions.retryFlowRunHere, { flowRunId, workerId, ...options.retry })
      : await call(pool, functions.claimFlowRun, { flowRunId, workerId });
    const [run] = await stillHeld(services.held, claimed ? [claimed] : [], askedAt);
    if (!run) throw await notClaimable(database, flowRunId);
    await execute(run, services, clones, options.entrypoint);
  } finally {
    await clones.close();
    await services.close();
    await heartbeat.stop();
    await call(pool, functions.endWorker, { workerId });
  }
  return await stateOf(database, flowRunId);
}

async function execute(
  claimed: ClaimedFlowRun,
  services: RunServices,
  clones: Clones,
  entrypoint = claimed.entrypoint,
): Promise<void> {
  const run = { ...claimed, entrypoint, pullSteps: null };
  const stopping = new AbortController();
  const loading = {
    id: run.flowRunId,
    epoch: run.epoch,
    stop: (reason: unknown) => stopping.abort(reason),
  };
  services.held.add(loading);
  try {
    if (claimed.pullSteps !== null && entrypoint === claimed.entrypoint) {
      await enterCode(claimed.pullSteps, clones, run.flowRunId, services);
    }
    const { flow, parameters } = await new FlowLoader().load(run);
    await runFlow(run, flow, services, { signal: stopping.signal, parameters });
  } catch (error) {
    await services.store.finishFlowRun({
      flowRunId: run.flowRunId,
      epoch: run.epoch,
      type: "CRASHED",
      message: `The flow could not be loaded: ${failureMessage(error)}`,
    });
  } finally {
    services.held.remove(loading);
  }
}

/** Pulls the code of the run, and goes to where it is: this process is there for nothing else. */
async function enterCode(
  steps: unknown[],
  clones: Clones,
  runName: string,
  { echo }: RunServices,
): Promise<void> {
  const packages = process.cwd();
  const tell = (message: string): void => echo("info", "This process", message);
  const code = await pullCode(steps, { from: packages, clones, runName, tell });
  if (code.root !== undefined) lendPackages(code.root, packages);
  process.chdir(code.directory);
}

async function stateOf({ pool }: Database, flowRunId: string): Promise<EndedState> {
  const run = await call(pool, cliFunctions.inspectFlowRun, { flowRunId });
  if (!run) throw new Error(`Expected to find flow run ${flowRunId}`);
  return { type: run.stateType, name: run.stateName, message: run.stateMessage };
}

async function notClaimable(database: Database, flowRunId: string): Promise<InvalidInput> {
  const { type, name } = await stateOf(database, flowRunId);
  return new InvalidInput(`Flow run ${flowRunId} cannot be started: it is ${name}.`, {
    hint:
      type === "SCHEDULED"
        ? "It is not due yet, or waits for a slot of a concurrency limit."
        : "Only a run that waits can be executed: provost flow-run retry starts one again.",
  });
}
