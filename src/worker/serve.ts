import { call } from "../db/call.ts";
import { functions } from "../db/functions.ts";
import { openDatabase } from "../db/openDatabase.ts";
import type { Pool } from "../db/pool.ts";
import { deployDefinition } from "../engine/flows/deployDefinition.ts";
import type { DeploymentDefinition } from "../flow/deployments/deploymentDefinition.ts";
import type { ServeOptions } from "../flow/runs/runner.ts";
import { createLog } from "../log.ts";
import { loadSettings } from "../settings/settings.ts";
import { StopSignals, whenAborted } from "../stopSignals.ts";
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
  { limit, pauseOnShutdown = true, signal }: ServeOptions = {},
): Promise<void> {
  const settings = loadSettings();
  const database = await openDatabase({
    settings,
    answerTimeoutSeconds: answerTimeoutSeconds(settings),
  });
  const signals = new StopSignals();
  try {
    for (const each of definitions) await deployServed(database.pool, each, pauseOnShutdown);
    const running = await startWorkerProcess({
      database,
      settings,
      workPool,
      workQueues: definitions.map(fullNameOf),
      served: new Map(definitions.map((each) => [fullNameOf(each), each.flow])),
      whenLost: "restart",
      ...(limit !== undefined && { limit }),
    });
    // The last process that served them may have paused them when it was stopped.
    for (const each of definitions) {
      await setPaused(database.pool, fullNameOf(each), each.paused);
    }
    const names = definitions.map(fullNameOf).map((name) => `'${name}'`);
    createLog(settings).info(
      `Serves ${names.join(", ")} until Ctrl-C. Run it: provost deployment run ${names[0]} --watch`,
    );
    const stop = async (hurry: AbortSignal): Promise<void> => {
      if (pauseOnShutdown) {
        for (const each of definitions) await setPaused(database.pool, fullNameOf(each), true);
      }
      await running.stop(hurry);
    };
    await signals.stopAtFirst(stop, Promise.race([running.failed, whenAborted(signal)]));
  } finally {
    signals.close();
    await database.close();
  }
}

/** A new one that is paused at the end is paused until its runs are taken: who stops here has it so. */
async function deployServed(
  pool: Pool,
  definition: DeploymentDefinition,
  pauseOnShutdown: boolean,
): Promise<void> {
  const deployment = fullNameOf(definition);
  const paused = definition.paused || pauseOnShutdown;
  await call(pool, functions.saveServedQueue, { deployment });
  await deployDefinition(pool, { ...definition, paused, workPool, workQueue: deployment });
}

async function setPaused(pool: Pool, deployment: string, paused: boolean): Promise<void> {
  await call(pool, functions.setDeploymentPaused, { deployment, paused });
}
