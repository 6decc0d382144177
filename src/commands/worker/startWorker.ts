import { call } from "../../db/call.ts";
import { type Database, openDatabase } from "../../db/openDatabase.ts";
import { workPoolFunctions } from "../../db/workPoolFunctions.ts";
import { createLog } from "../../log.ts";
import { StopSignals } from "../../stopSignals.ts";
import { answerTimeoutSeconds } from "../../worker/answerTimeout.ts";
import { untilNothingIsDue } from "../../worker/untilNothingIsDue.ts";
import { startWorkerProcess } from "../../worker/workerProcess.ts";
import { say } from "../output/print.ts";
import { readTemplate } from "../workPool/baseJobTemplate.ts";
import { explainDefaultPool } from "../workPool/defaultPool.ts";
import { readSettings } from "../withDatabase.ts";

export interface StartWorkerOptions {
  pool?: string;
  workQueue?: string[];
  name?: string;
  limit?: number;
  type?: "inline" | "process";
  createPoolIfNotFound?: boolean;
  /** A file, or `-`. */
  baseJobTemplate?: string;
  installPolicy?: string;
  prefetchSeconds?: string;
  runOnce?: boolean;
  withHealthcheck?: boolean;
  healthcheckPort?: number;
}

/** Takes runs until it is stopped or, with `runOnce`, until nothing is due any more. */
export async function startWorker(options: StartWorkerOptions): Promise<void> {
  const settings = readSettings();
  const workPool = options.pool ?? settings.defaultWorkPool;
  const log = createLog(settings);
  if (options.prefetchSeconds !== undefined) {
    say("--prefetch-seconds is ignored: runs are claimed when they are due, and not before.");
  }
  if (options.installPolicy !== undefined) {
    say("--install-policy is ignored: every type of worker comes with Provost.");
  }
  const baseJobTemplate = await readTemplate(options.baseJobTemplate);
  const database = await openDatabase({
    settings,
    answerTimeoutSeconds: answerTimeoutSeconds(settings),
    onError: (err) => log.error({ err }),
  });
  const signals = new StopSignals();
  try {
    const running = await startWorkerProcess({
      database,
      settings,
      workPool,
      ...(options.workQueue && { workQueues: options.workQueue }),
      ...(options.limit !== undefined && { limit: options.limit }),
      ...(options.type && { type: options.type }),
      ...((options.withHealthcheck || options.healthcheckPort !== undefined) && {
        health: {
          host: settings.worker.webserverHost,
          port: options.healthcheckPort ?? settings.worker.webserverPort,
        },
      }),
      ...(options.createPoolIfNotFound && { createPool: true }),
      ...(baseJobTemplate && { baseJobTemplate }),
      ...(options.name !== undefined && { name: options.name }),
    }).catch((error: unknown) => {
      throw options.pool === undefined ? explainDefaultPool(error) : error;
    });
    await warnOfQueues(database, workPool, options.workQueue);
    const done = options.runOnce
      ? [untilNothingIsDue(database.pool, running.worker, workPool, options.workQueue)]
      : [];
    await signals.stopAtFirst(
      (hurry) => running.stop(hurry),
      Promise.race([running.failed, ...done]),
    );
  } finally {
    signals.close();
    await database.close();
  }
}

/**
 * A queue may be created, or resumed, later; one that is misspelt, or that nobody remembers to have
 * paused, would be waited for in silence.
 */
async function warnOfQueues(
  { pool }: Database,
  workPool: string,
  workQueues: readonly string[] | undefined,
): Promise<void> {
  const known = await call(pool, workPoolFunctions.listWorkQueues, { workPool });
  const names = known.map(({ name }) => name);
  for (const missing of (workQueues ?? []).filter((name) => !names.includes(name))) {
    say(
      `Warning: work pool '${workPool}' has no queue '${missing}', only ${names.join(", ")}: ` +
        "nothing is taken from it until it is created.",
    );
  }
  const taken = known.filter(({ name }) => workQueues?.includes(name) ?? true);
  if (taken.length === 0 || taken.some(({ status }) => status !== "PAUSED")) return;
  const paused = taken.every(({ isPaused }) => isPaused)
    ? `the work queues ${taken.map(({ name }) => name).join(", ")} of pool '${workPool}' are`
    : `work pool '${workPool}' is`;
  say(`Warning: ${paused} paused: nothing is taken until somebody lets it go on.`);
}
