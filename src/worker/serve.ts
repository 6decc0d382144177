import { call } from "../db/call.ts";
import { functions } from "../db/functions.ts";
import { openDatabase } from "../db/openDatabase.ts";
import type { Pool } from "../db/pool.ts";
import { deployDefinition } from "../engine/flows/deployDefinition.ts";
import type { DeploymentDefinition } from "../flow/deployments/deploymentDefinition.ts";
import type { ServeOptions } from "../flow/runs/runner.ts";
import { loadSettings } from "../settings/settings.ts";
import { untilStopSignal } from "../stopSignals.ts";
import { answerTimeoutSeconds } from "./answerTimeout.ts";
import { startWorkerProcess } from "./workerProcess.ts";

/** The pool in which runs of served deployments wait, each deployment's in a queue of its own. */
const workPool = "serve";

const fullNameOf = ({ flow, name }: DeploymentDefinition): string => `${flow.name}/${name}`;

/**
 * Makes deployments known and runs what is scheduled or asked for, in this process, until it is
 * stopped. Only processes which have the code of a deployment take its runs.
 */
export async function serve(
  definitions: readonly DeploymentDefinition[],
  { limit, pauseOnShutdown = true }: ServeOptions = {},
): Promise<void> {
  const settings = loadSettings();
  const database = await openDatabase({
    settings,
    answerTimeoutSeconds: answerTimeoutSeconds(settings),
  });
  try {
    for (const definition of definitions) await deployServed(database.pool, definition);
    const running = await startWorkerProcess({
      database,
      settings,
      workPool,
      workQueues: definitions.map(fullNameOf),
      served: new Map(definitions.map((each) => [fullNameOf(each), each.flow])),
      whenLost: "restart",
      ...(limit !== undefined && { limit }),
    });
    await untilStopSignal(async (hurry) => {
      if (pauseOnShutdown) {
        for (const each of definitions) await setPaused(database.pool, fullNameOf(each), true);
      }
      await running.stop(hurry);
    }, running.failed);
  } finally {
    await database.close();
  }
}

async function deployServed(pool: Pool, definition: DeploymentDefinition): Promise<void> {
  const deployment = fullNameOf(definition);
  await call(pool, functions.saveServedQueue, { deployment });
  await deployDefinition(pool, { ...definition, workPool, workQueue: deployment });
  // The last process that served it may have paused it when it was stopped.
  await setPaused(pool, deployment, definition.paused);
}

async function setPaused(pool: Pool, deployment: string, paused: boolean): Promise<void> {
  await call(pool, functions.setDeploymentPaused, { deployment, paused });
}
