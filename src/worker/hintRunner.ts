import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { loadGraphileWorker } from "../db/graphileWorker.ts";
import type { Pool } from "../db/pool.ts";

export interface HintRunnerOptions {
  /** Only for graphile-worker: its commits need not be durable, since hints may be lost. */
  pool: Pool;
  /** Under which name graphile-worker has the hints for this worker, and others like it. */
  task: string;
  concurrency: number;
  /** Notes under which id graphile-worker locks jobs; no hint is taken before it has settled. */
  attach: (graphilePoolId: string) => Promise<void>;
  /** Called once for each hint; settles when the run that it led to, if any, is over. */
  onHint: () => Promise<void>;
  onError: (error: unknown) => void;
}

export interface HintRunner {
  /** Takes no more hints; settles when the last one is done or the time is up. */
  stop(graceMilliseconds: number): Promise<void>;
}

const firstBackOff = 500;
const longestBackOff = 15_000;

/**
 * Receives hints ("a run of this pool may start") through graphile-worker, which wakes us within
 * milliseconds and limits how many are at work. A hint always succeeds: the truth is in our
 * tables. When graphile-worker gives up, as it does when the database restarts, it is built anew
 * under a new pool id, and what the old one had locked is dropped.
 */
export function startHintRunner(options: HintRunnerOptions): HintRunner {
  const { pool, task, concurrency, attach, onHint, onError } = options;
  const stopping = new AbortController();
  let stopCurrent = async (): Promise<void> => {};

  async function runOnce(): Promise<void> {
    const { runTaskList, Logger } = await loadGraphileWorker();
    const attached = Promise.withResolvers<void>();
    attached.promise.catch(() => {});
    const events = new EventEmitter();
    const runner = runTaskList(
      {
        preset: { worker: queueSettings(concurrency) },
        events,
        logger: new Logger(() => (level, message) => {
          if (level === "error") onError(new Error(message));
        }),
        noHandleSignals: true,
      },
      {
        async [task]() {
          await attached.promise;
          if (!stopping.signal.aborted) await onHint();
        },
      },
      pool,
    );
    // It may shut itself down after an error and never come to the end of that.
    const gaveUp = once(events, "pool:gracefulShutdown");
    stopCurrent = async () => {
      await runner.gracefulShutdown("The worker stops.");
    };
    try {
      await attach(runner.id);
      attached.resolve();
      await Promise.race([runner.promise, gaveUp]);
    } catch (error) {
      attached.reject(error);
      void Promise.resolve(runner.forcefulShutdown("The runner is built anew.")).catch(onError);
      throw error;
    }
  }

  async function keepRunning(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; failures++) {
      const startedAt = performance.now();
      await runOnce().catch(onError);
      if (stopping.signal.aborted) return;
      if (performance.now() - startedAt > longestBackOff) failures = 0;
      const pause = Math.min(firstBackOff * 2 ** Math.min(failures, 6), longestBackOff);
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  const running = keepRunning();
  return {
    async stop(graceMilliseconds) {
      stopping.abort();
      await Promise.race([
        Promise.all([stopCurrent().catch(onError), running]),
        sleep(graceMilliseconds, undefined, { ref: false }),
      ]);
    },
  };
}

function queueSettings(concurrency: number) {
  // Fetching hints ahead pays for workers that run many at once. A hint that nobody starts within
  // a second goes back for others to take.
  const ahead = concurrency >= 20 ? { localQueue: { size: 4 * concurrency, ttl: 1000 } } : {};
  return {
    concurrentJobs: concurrency,
    pollInterval: 1000,
    ...ahead,
    // Below zero, completions would be sent without anybody waiting for them.
    completeJobBatchDelay: 0,
    failJobBatchDelay: 0,
  };
}
