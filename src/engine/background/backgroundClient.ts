import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import { openDatabase } from "../../db/openDatabase.ts";
import type { Database } from "../../db/openDatabase.ts";
import type { Pool } from "../../db/pool.ts";
import type { DelayedCall } from "../../flow/background/delayOptions.ts";
import type { RetriedRun, RetryRequest } from "../../flow/deployments/retryFlowRun.ts";
import type { DeploymentRequest, DeploymentRun } from "../../flow/deployments/runDeployment.ts";
import { State, stateTypeOf } from "../../flow/states/states.ts";
import type { TaskDefinition } from "../../flow/taskOptions.ts";
import { loadSettings } from "../../settings/settings.ts";
import type { Settings } from "../../settings/settings.ts";
import { readBackgroundState } from "./backgroundState.ts";
import { DelayedCalls } from "./delayedCalls.ts";
import { DatabaseStore } from "../store/databaseStore.ts";
import { runDeploymentAlone } from "../children/deploymentRuns.ts";
import { Results } from "../results/results.ts";
import { RunWatcher } from "../waits/runWatcher.ts";

/** How long an embedded server is kept for a next call. While it is, the process lives on. */
const lingerMs = 200;
/** The id of no worker: nothing is written through the store. */
const nobody = "00000000-0000-0000-0000-000000000000";

/** This process as one that sends tasks to the background and waits for them. */
class BackgroundClient {
  readonly calls: DelayedCalls;
  readonly watcher: RunWatcher;
  readonly #database: Database;
  readonly store: DatabaseStore;
  readonly results: Results;

  constructor(database: Database, settings: Settings) {
    this.#database = database;
    this.calls = new DelayedCalls(database.pool);
    this.watcher = new RunWatcher(database.pool, database.connection);
    this.store = new DatabaseStore(database.pool, nobody);
    this.results = new Results(this.store, settings.results);
  }

  get pool(): Pool {
    return this.#database.pool;
  }

  get isEmbedded(): boolean {
    return this.#database.embedded !== undefined;
  }

  async close(): Promise<void> {
    await this.watcher.close();
    await this.#database.close();
  }
}

let current: Promise<BackgroundClient> | undefined;
let underWay = 0;
let closeTimer: NodeJS.Timeout | undefined;

/** Stores calls of tasks in the database of the settings; answers the ids of their runs. */
export function sendToBackground(calls: readonly DelayedCall[]): Promise<string[]> {
  return withClient((client) => client.calls.send(calls));
}

/**
 * The state of a background run when it is over, or else when the time is. A result that is stored
 * in a way of the user's own takes the task to be read.
 */
export function waitForBackground(
  id: string,
  timeoutSeconds: number | undefined,
  task: TaskDefinition | undefined,
): Promise<State> {
  return withClient(async (client) =>
    readBackgroundState(await client.watcher.wait(id, timeoutSeconds), client.results, task),
  );
}

/** Creates a run of a deployment for code that belongs to no run, and waits for it. */
export function runDeploymentOutside(request: DeploymentRequest): Promise<DeploymentRun> {
  return withClient((client) => runDeploymentAlone(request, client));
}

/** Runs a flow run again that has ended. */
export function retryFlowRunOutside(request: RetryRequest): Promise<RetriedRun> {
  return withClient(async ({ pool }) => {
    const run = await call(pool, cliFunctions.retryFlowRun, request);
    if (!run) throw new Error("Expected the row of the flow run that is retried");
    const { id, name, stateName, stateMessage } = run;
    const type = stateTypeOf(run.stateType) ?? "SCHEDULED";
    const state = new State({ type, name: stateName, message: stateMessage ?? undefined });
    return { id, name, state };
  });
}

/**
 * The database is opened for the first call. Its idle connections do not keep the process alive;
 * they are closed when nothing else does.
 */
async function withClient<T>(work: (client: BackgroundClient) => Promise<T>): Promise<T> {
  clearTimeout(closeTimer);
  underWay++;
  try {
    current ??= openClient();
    const client = await current;
    try {
      return await work(client);
    } finally {
      if (client.isEmbedded && underWay === 1) closeTimer = setTimeout(closeClient, lingerMs);
    }
  } finally {
    underWay--;
  }
}

async function openClient(): Promise<BackgroundClient> {
  try {
    const settings = loadSettings();
    const database = await openDatabase({ settings, letsProcessEnd: true });
    process.once("beforeExit", closeClient);
    return new BackgroundClient(database, settings);
  } catch (error) {
    current = undefined;
    throw error;
  }
}

function closeClient(): void {
  const closing = current;
  current = undefined;
  process.off("beforeExit", closeClient);
  closing?.then((client) => client.close()).catch(() => {});
}
