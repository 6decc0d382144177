import { call } from "../db/call.ts";
import { functions } from "../db/functions.ts";
import { openDatabase } from "../db/openDatabase.ts";
import { carrierFlow } from "../engine/background/carrierFlow.ts";
import type { TaskDefinition } from "../flow/taskOptions.ts";
import type { TaskServeOptions } from "../flow/background/taskServe.ts";
import { loadSettings } from "../settings/settings.ts";
import { StopSignals, whenAborted } from "../stopSignals.ts";
import { sleepLong } from "../timers.ts";
import { answerTimeoutSeconds } from "./answerTimeout.ts";
import { startWorkerProcess } from "./workerProcess.ts";

/** The pool in which background runs wait, each task's in a queue of its own. */
const workPool = "tasks";

/**
 * Makes tasks known and executes their background runs, in this process, until it is stopped or
 * the time is up.
 */
export async function serveTasks(
  tasks: readonly TaskDefinition[],
  { limit = 10, timeoutSeconds, signal, name }: TaskServeOptions = {},
): Promise<void> {
  const settings = loadSettings();
  const database = await openDatabase({
    settings,
    answerTimeoutSeconds: answerTimeoutSeconds(settings),
  });
  const signals = new StopSignals();
  const ended = new AbortController();
  try {
    for (const { settings: task } of tasks) {
      const { description, version, tags } = task;
      const definition = { name: task.name, description, version, tags };
      await call(database.pool, functions.saveTask, { task: definition });
    }
    const running = await startWorkerProcess({
      database,
      settings,
      workPool,
      workQueues: tasks.map((task) => task.name),
      served: new Map(tasks.map((task) => [task.name, carrierFlow(task)])),
      whenLost: "restart",
      limit,
      ...(name !== undefined && { name }),
    });
    const ends = [running.failed, whenAborted(signal)];
    if (timeoutSeconds !== undefined) ends.push(timeIsUp(timeoutSeconds, ended.signal));
    await signals.stopAtFirst((hurry) => running.stop(hurry), Promise.race(ends));
  } finally {
    ended.abort();
    signals.close();
    await database.close();
  }
}

/** The exit code for when it is: that is no failure. */
async function timeIsUp(seconds: number, ended: AbortSignal): Promise<number> {
  await sleepLong(seconds * 1000, ended).catch(() => {});
  return 0;
}
