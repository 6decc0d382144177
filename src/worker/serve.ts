import { call } from "../db/call.ts";
import { functions } from "../db/functions.ts";
import { openDatabase } from "../db/openDatabase.ts";
import type { Pool } from "../db/pool.ts";
import { deployDefinition } from "../engine/deployDefinition.ts";
import type { DeploymentDefinition } from "../flow/deploymentDefinition.ts";
import type { ServeOptions } from "../flow/runner.ts";
import { loadSettings } from "../settings/settings.ts";
import { untilStopSignal } from "../stopSignals.ts";
import { answerTimeoutSeconds } from "./answerTimeout.ts";
import { startWorkerProcess } from "./workerProcess.ts";

/**
 * Makes a deployment known and runs what is scheduled or asked for, in this process, until it is
 * stopped. Its runs wait in a pool of their own, `serve/flow/deployment`, so that only processes
 * which have the code take them.
 */
export async function serve(
  definition: DeploymentDefinition,
  { limit, pauseOnShutdown = true }: ServeOptions = {},
): Promise<void> {
  const settings = loadSettings();
  const database = await openDatabase({
    settings,
    answerTimeoutSeconds: answerTimeoutSeconds(settings),
  });
  const deployment = `${definition.flow.name}/${definition.name}`;
  const workPool = await deployServed(database.pool, definition, deployment);
  const running = await startWorkerProcess({
    database,
    settings,
    workPool,
    served: new Map([[deployment, definition.flow]]),
    whenLost: "restart",
    ...(limit !== undefined && { limit }),
  });
  await untilStopSignal(async () => {
    if (pauseOnShutdown) await setPaused(database.pool, deployment, true);
    await running.stop();
    await database.close();
  });
}

async function deployServed(
  pool: Pool,
  definition: DeploymentDefinition,
  deployment: string,
): Promise<string> {
  const workPool = `serve/${deployment}`;
  await call(pool, functions.saveWorkPool, {
    name: workPool,
    description: `Processes that serve ${deployment}.`,
  });
  await deployDefinition(pool, { ...definition, workPool, workQueue: undefined });
  // The last process that served it may have paused it when it was stopped.
  await setPaused(pool, deployment, definition.paused);
  return workPool;
}

async function setPaused(pool: Pool, deployment: string, paused: boolean): Promise<void> {
  await call(pool, functions.setDeploymentPaused, { deployment, paused });
}
