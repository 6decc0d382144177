import { setTimeout as sleep } from "node:timers/promises";
import { call } from "../db/call.ts";
import { functions } from "../db/functions.ts";
import type { Database } from "../db/openDatabase.ts";
import { createPoolBeside } from "../db/pool.ts";
import { createListener } from "../db/listen.ts";
import type { FlowDefinition } from "../flow/flowOptions.ts";
import { createLog } from "../log.ts";
import { startServices } from "../services/startServices.ts";
import type { Settings } from "../settings/settings.ts";
import { waitAtMost } from "../waitAtMost.ts";
import { backOff } from "./backOff.ts";
import { startCleaning } from "./cleanups/cleanups.ts";
import { type HealthServer, startHealthServer } from "./healthServer.ts";
import { startWorker, type Worker } from "./worker.ts";

export interface WorkerProcessOptions {
  database: Database;
  settings: Settings;
  workPool?: string;
  workQueues?: readonly string[];
  /** Refused if the pool is of another type. Default: the type of the pool. */
  type?: "inline" | "process";
  /** Whether to create the pool if it does not exist. */
  createPool?: boolean;
  /** That of a pool which is created. */
  baseJobTemplate?: object;
  limit?: number;
  name?: string;
  served?: ReadonlyMap<string, FlowDefinition>;
  /** Where to answer for the worker's health. Default: nowhere. */
  health?: { host: string; port: number };
  /**
   * What to do when the worker was declared dead while it was frozen: `exit` lets a supervisor
   * start the process again, `restart` goes on with a new worker in this one. Default `exit`.
   */
  whenLost?: "exit" | "restart";
}

export interface WorkerProcess {
  readonly worker: Worker;
  /** Settles with an exit code when the process should end by itself. */
  readonly failed: Promise<number>;
  /** Hands back what is under way when the time is up, or once `hurry` is aborted. Once is enough. */
  stop(hurry?: AbortSignal): Promise<void>;
}

/** For so long, a worker that is being started again is waited for when it is to stop. */
const restartMilliseconds = 2000;

/** For so long, connections are waited for on which a service has been left without an answer. */
const farewellMilliseconds = 1000;

/** The exit code (EX_TEMPFAIL) of a worker that was declared dead: start it again. */
export const lostExitCode = 75;

/** The services without a worker, as a server has them: runs are planned and given to others. */
export function startServicesAlone({
  database,
  settings,
}: Pick<WorkerProcessOptions, "database" | "settings">): { stop(): Promise<void> } {
  return { stop: startShared(database, settings).stop };
}

function startShared(database: Database, settings: Settings) {
  const log = createLog(settings);
  const onError = (error: unknown, where = "worker") => log.error({ where, err: error });
  const listener = createListener(database.connection, { onError });
  // What keeps runs moving waits for no connection that runs use, and has the few sessions that it
  // takes in turn plan its statements, instead of each that a worker has.
  let isOver = false;
  const pool = createPoolBeside(database.pool, {
    size: 6,
    onError: (error) => isOver || onError(error),
  });
  const services = startServices({
    pool,
    listener,
    settings,
    onError,
    onReaped: (id) => log.warn(`Worker ${id} stopped responding; its runs go on elsewhere.`),
  });
  const stop = async (): Promise<void> => {
    await services.stop();
    await listener.close();
    isOver = true;
    await waitAtMost(farewellMilliseconds, pool.end());
  };
  return { log, onError, listener, stop };
}

/** A worker with all that a process of its own needs: services, listener, logging. */
export async function startWorkerProcess(options: WorkerProcessOptions): Promise<WorkerProcess> {
  const { database, settings, workPool = "default", whenLost = "exit" } = options;
  const isolation = await call(database.pool, functions.joinWorkPool, {
    name: workPool,
    type: options.type,
    create: options.createPool ?? false,
    baseJobTemplate: options.baseJobTemplate,
  });
  const usualLimit = isolation === "process" ? settings.worker.processLimit : settings.worker.limit;
  const { log, onError, listener, ...shared } = startShared(database, settings);
  const cleaning = startCleaning(database.pool, onError);
  const failed = Promise.withResolvers<number>();
  const stopping = new AbortController();
  let restarting: Promise<void> | undefined;
  let stopped: Promise<void> | undefined;
  let worker = await orUndo(start(), stopShared);
  const health = await orUndo(startHealth(), async () => {
    await worker.stop(AbortSignal.abort());
    await stopShared();
  });
  if (health) log.info(`The health of the worker can be asked for at ${health.url}.`);

  async function stopShared(): Promise<void> {
    await cleaning.stop();
    await shared.stop();
  }

  async function start(): Promise<Worker> {
    const started = await startWorker({
      pool: database.pool,
      connection: database.connection,
      listener,
      settings,
      workPool,
      isolation,
      limit: options.limit ?? usualLimit,
      ...(options.workQueues && { workQueues: options.workQueues }),
      ...(options.name && { name: options.name }),
      ...(options.served && { served: options.served }),
      onError,
      onLost,
    });
    log.info(`Worker ${started.name} (${started.id}) takes runs of the pool "${workPool}".`);
    return started;
  }

  async function startHealth(): Promise<HealthServer | undefined> {
    if (!options.health) return undefined;
    const report = () => {
      const { id, name, running } = worker;
      return { ...worker.health(), id, name, running };
    };
    return await startHealthServer({ ...options.health, report });
  }

  function onLost(reason: string): void {
    const lost = worker;
    log.error(`Worker ${lost.name} (${lost.id}) ${reason}`);
    if (whenLost === "exit") return failed.resolve(lostExitCode);
    void lost.stop().catch(onError);
    restarting = startAgain();
  }

  /** Tries until there is a worker again: nobody else would. */
  async function startAgain(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; failures++) {
      try {
        worker = await start();
        if (stopping.signal.aborted) await worker.stop(stopping.signal);
        return;
      } catch (error) {
        onError(error);
      }
      await sleep(backOff(failures), undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  return {
    get worker() {
      return worker;
    },
    failed: failed.promise,
    stop: (hurry) => (stopped ??= stop(hurry)),
  };

  async function stop(hurry: AbortSignal | undefined): Promise<void> {
    stopping.abort();
    if (restarting) await waitAtMost(restartMilliseconds, restarting);
    await worker.stop(hurry);
    await health?.close();
    await stopShared();
  }
}

/** What was started before goes on for nobody if the rest cannot be started. */
async function orUndo<T>(starting: Promise<T>, undo: () => Promise<void>): Promise<T> {
  try {
    return await starting;
  } catch (error) {
    await undo();
    throw error;
  }
}
