import { setTimeout as sleep } from "node:timers/promises";
import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import { type Database, openDatabase } from "../../db/openDatabase.ts";
import { createLog } from "../../log.ts";
import { untilStopSignal } from "../../stopSignals.ts";
import { answerTimeoutSeconds } from "../../worker/answerTimeout.ts";
import { startWorkerProcess, type WorkerProcess } from "../../worker/workerProcess.ts";
import { exitCodes } from "../failure.ts";
import { readSettings } from "../withDatabase.ts";

export interface StartWorkerOptions {
  pool: string;
  queue?: string[];
  name?: string;
  limit?: number;
  runOnce?: boolean;
}

/** Takes runs until it is stopped or, with `runOnce`, until nothing is due any more. */
export async function startWorker(options: StartWorkerOptions): Promise<void> {
  const settings = readSettings();
  const log = createLog(settings);
  const database = await openDatabase({
    settings,
    answerTimeoutSeconds: answerTimeoutSeconds(settings),
    onError: (err) => log.error({ err }),
  });
  try {
    const running = await startWorkerProcess({
      database,
      settings,
      workPool: options.pool,
      ...(options.queue && { workQueues: options.queue }),
      ...(options.limit !== undefined && { limit: options.limit }),
      ...(options.name !== undefined && { name: options.name }),
    });
    const done = options.runOnce ? [untilNothingIsDue(database, running, options)] : [];
    await untilStopSignal(() => running.stop(), Promise.race([running.failed, ...done]));
  } finally {
    await database.close();
  }
}

const askEveryMilliseconds = 250;

/** Settles with exit code 0 when nothing has been due and nothing has run, twice in a row. */
async function untilNothingIsDue(
  { pool }: Database,
  running: WorkerProcess,
  { pool: workPool, queue }: StartWorkerOptions,
): Promise<number> {
  for (let idle = 0; idle < 2;) {
    await sleep(askEveryMilliseconds);
    const isDue = await call(pool, cliFunctions.hasDueFlowRuns, { workPool, workQueues: queue });
    idle = isDue || running.worker.running > 0 ? 0 : idle + 1;
  }
  return exitCodes.ok;
}
