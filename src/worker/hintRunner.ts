import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { loadGraphileWorker } from "../db/graphileWorker.ts";
import type { Pool } from "../db/pool.ts";
import { waitAtMost } from "../waitAtMost.ts";
import { backOff } from "./backOff.ts";
import { watchHearing } from "./hearing.ts";

export interface HintRunnerOptions {
  /** Only for graphile-worker: its commits need not be durable, since hints may be lost. */
  pool: Pool;
  /** Under which name graphile-worker has the hints for this worker, and others like it. */
  task: string;
  concurrency: number;
  /** How often to look for hints of which no notification came. Default 1000. */
  pollMilliseconds?: number;
  /** Notes under which id graphile-worker locks jobs; no hint is taken before it has settled. */
  attach: (graphilePoolId: string) => Promise<void>;
  /** Called once for each hint; settles when the run that it led to, if any, is over. */
  onHint: () => Promise<void>;
  onError: (error: unknown) => void;
  /** Told whenever the database has answered, or it can take no hint. */
  onHeard?: () => void;
  /** Told after each attempt to build it that has failed, and before the next one. */
  onFailed?: () => void;
}

export interface HintRunner {
  /** Takes no more hints; settles when the last one is done or the time is up. */
  stop(graceMilliseconds: number): Promise<void>;
}

/** After this long, what fails is no part of what has failed before. */
const soundMilliseconds = 30_000;

/**
 * Receives hints ("a run of this pool may start") through graphile-worker, which wakes us within
 * milliseconds and limits how many are at work. A hint always succeeds: the truth is in our
 * tables. When graphile-worker gives up, as it does when the database restarts, or goes deaf, it
 * is built anew under a new pool id, and what the old one had locked is dropped.
 */
export function startHintRunner(options: HintRunnerOptions): HintRunner {
  const { pool, task, concurrency, pollMilliseconds = 1000 } = options;
  const { attach, onHint, onError, onHeard = () => {}, onFailed } = options;
  const stopping = new AbortController();
  let stopCurrent = async (): Promise<void> => {};

  async function runOnce(): Promise<void> {
    const { runTaskList, Logger } = await loadGraphileWorker();
    const attached = Promise.withResolvers<boolean>();
    const events = new EventEmitter();
    let busy = 0;
    const runner = runTaskList(
      {
        preset: { worker: queueSettings(concurrency, pollMilliseconds) },
        events,
        logger: new Logger(() => (level, message) => {
          if (level === "error") onError(new Error(message));
        }),
        noHandleSignals: true,
      },
      {
        async [task]() {
          busy++;
          try {
            if ((await attached.promise) && !stopping.signal.aborted) await onHint();
          } finally {
            busy--;
          }
        },
      },
      pool,
    );
    // It may shut itself down after an error and never come to the end of that.
    const gaveUp = once(events, "pool:gracefulShutdown");
    runner.promise.catch(() => {}); // its errors went to the logger
    stopCurrent = async () => {
      await runner.gracefulShutdown("The worker stops.");
    };
    try {
      await attach(runner.id);
      attached.resolve(true);
      using hearing = watchHearing({
        events,
        pollMilliseconds,
        isIdle: () => busy < concurrency,
        onHeard,
      });
      await Promise.race([gaveUp, hearing.lost]);
    } catch (error) {
      attached.resolve(false);
      // What it has at work may end; it takes nothing more.
      void Promise.resolve(runner.gracefulShutdown("The runner is built anew.")).catch(onError);
      throw error;
    }
  }

  async function keepRunning(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; failures++) {
      const startedAt = performance.now();
      await runOnce().catch(onError);
      if (stopping.signal.aborted) return;
      onFailed?.();
      if (performance.now() - startedAt > soundMilliseconds) failures = 0;
      await sleep(backOff(failures), undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  const running = keepRunning();
  return {
    async stop(graceMilliseconds) {
      stopping.abort();
      await waitAtMost(graceMilliseconds, Promise.all([stopCurrent().catch(onError), running]));
    },
  };
}

function queueSettings(concurrency: number, pollInterval: number) {
  // Fetching hints ahead pays for workers that run many at once. A hint that nobody starts within
  // a second goes back for others to take.
  const ahead = concurrency >= 20 ? { localQueue: { size: concurrency, ttl: 1000 } } : {};
  return {
    concurrentJobs: concurrency,
    pollInterval,
    ...ahead,
    // Below zero, completions would be sent without anybody waiting for them.
    completeJobBatchDelay: 0,
    failJobBatchDelay: 0,
  };
}
