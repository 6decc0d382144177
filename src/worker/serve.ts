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
import { answerTimeoutSeconds, goodbye } from "./answerTimeout.ts";
import { untilNothingIsDue } from "./untilNothingIsDue.ts";
import { startWorkerProcess, type WorkerProcess } from "./workerProcess.ts";

/** The pool in which runs of served deployments wait, each deployment's in a queue of its own. */
const workPool = "serve";

const fullNameOf = ({ flow, name }: DeploymentDefinition): string => `${flow.name}/${name}`;

/** With `runOnce` it ends when nothing is due any more. */
export interface ServeHereOptions extends ServeOptions {
  runOnce?: boolean;
}

/**
 * Makes deployments known and runs what is scheduled or asked for, in this process, until it is
 * stopped. Only processes which have the code of a deployment take its runs.
 */
export async function serve(
  definitions: readonly DeploymentDefinition[],
  { limit, pauseOnShutdown = true, signal, runOnce = false }: ServeHereOptions = {},
): Promise<void> {
  const settings = loadSettings();
  const database = await openDatabase({
    settings,
    answerTimeoutSeconds: answerTimeoutSeconds(settings),
  });
  const signals = new StopSignals();
  const deployments = definitions.map(fullNameOf);
  let running: WorkerProcess | undefined;
  try {
    for (const each of definitions) await deployServed(database.pool, each);
    const started = await startWorkerProcess({
      database,
      settings,
      workPool,
      workQueues: deployments,
      served: new Map(definitions.map((each) => [fullNameOf(each), each.flow])),
      whenLost: "restart",
      ...(limit !== undefined && { limit }),
    });
    running = started;
    await call(database.pool, functions.resumeServedDeployments, { deployments });
    const names = deployments.map((name) => `'${name}'`);
    const until = runOnce ? "what is due" : "until Ctrl-C";
    createLog(settings).info(
      `Serves ${names.join(", ")} ${until}. Run it: provost deployment run ${names[0]} --watch`,
    );
    const stop = async (hurry: AbortSignal): Promise<void> => {
      try {
        if (pauseOnShutdown) await pause(database.pool, deployments, started.worker.id);
      } finally {
        await started.stop(hurry);
      }
    };
    const done = runOnce
      ? [untilNothingIsDue(database.pool, started.worker, workPool, deployments)]
      : [];
    const over = Promise.race([started.failed, whenAborted(signal), ...done]);
    await signals.stopAtFirst(stop, over);
  } catch (error) {
    // It would go on without anybody who could stop it.
    await running?.stop(AbortSignal.abort());
    // What was to be served before it could be is not left with its schedules on, if that can be.
    if (pauseOnShutdown) await pause(database.pool, deployments).catch(() => {});
    throw error;
  } finally {
    signals.close();
    await database.close();
  }
}

async function deployServed(pool: Pool, definition: DeploymentDefinition): Promise<void> {
  const deployment = fullNameOf(definition);
  await call(pool, functions.saveServedQueue, { deployment });
  await deployDefinition(pool, { ...definition, workPool, workQueue: deployment });
}

async function pause(pool: Pool, deployments: readonly string[], workerId?: string): Promise<void> {
  await call(pool, functions.pauseServedDeployments, { deployments, workerId }, goodbye);
}
