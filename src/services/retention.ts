import { setTimeout as sleep } from "node:timers/promises";
import { call } from "../db/call.ts";
import type { Pool } from "../db/pool.ts";
import { upkeepFunctions } from "../db/upkeepFunctions.ts";
import type { Settings } from "../settings/settings.ts";
import { type Service, startService } from "./service.ts";

export interface RetentionOptions {
  pool: Pool;
  settings: Settings["services"]["retention"];
  onError: (error: unknown, name: string) => void;
}

/** Between two steps, so that they take no more than a part of the database's time. */
const pauseMilliseconds = 50;

/**
 * Makes the periods of history ahead of time, and removes what is older than it is kept for, in
 * small steps. Every process calls it; the database gives the turn to one of them in each round.
 */
export function startRetention({ pool, settings, onError }: RetentionOptions): Service {
  const { loopSeconds, batchSize, flowRunsSeconds, failedSeconds, eventsSeconds, cacheSeconds } =
    settings;

  /** Goes through all that there is, one step after the other. */
  async function inSteps(
    signal: AbortSignal,
    step: (after: string | null) => Promise<{ next: string | null } | undefined>,
  ): Promise<void> {
    for (let after: string | null = null, isDone = false; !isDone; isDone = after === null) {
      after = (await step(after))?.next ?? null;
      await sleep(pauseMilliseconds, undefined, { signal });
    }
  }

  function trimFlowRuns(olderSeconds: number, signal: AbortSignal): Promise<void> {
    const fixed = {
      olderSeconds,
      failedSeconds: failedSeconds ?? null,
      batch: batchSize,
      isExact: false,
    };
    return inSteps(signal, (after) =>
      call(pool, upkeepFunctions.trimFlowRuns, { ...fixed, after }, { signal }),
    );
  }

  function trimCachedResults(olderSeconds: number, signal: AbortSignal): Promise<void> {
    const fixed = { olderSeconds, batch: batchSize };
    return inSteps(signal, (after) =>
      call(pool, upkeepFunctions.trimCachedResults, { ...fixed, after }, { signal }),
    );
  }

  async function trimEvents(olderSeconds: number, signal: AbortSignal): Promise<void> {
    let count = batchSize;
    while (count === batchSize) {
      const args = { olderSeconds, batch: batchSize, isExact: false };
      count = await call(pool, upkeepFunctions.trimEvents, args, { signal });
      await sleep(pauseMilliseconds, undefined, { signal });
    }
  }

  async function dropHistory(signal: AbortSignal): Promise<void> {
    let refusals = 0;
    while (refusals < 10) {
      const step = await call(
        pool,
        upkeepFunctions.dropHistory,
        { eventsSeconds: eventsSeconds ?? null },
        { signal },
      );
      if (!step) return;
      if (step.isBusy) refusals++;
      await sleep(step.isBusy ? 1000 : pauseMilliseconds, undefined, { signal });
    }
  }

  return startService({
    name: "retention",
    onError,
    async work(signal) {
      const isOurTurn = await call(
        pool,
        upkeepFunctions.planHistory,
        {
          runsSeconds: flowRunsSeconds ?? null,
          eventsSeconds: eventsSeconds ?? null,
          everySeconds: loopSeconds,
        },
        { signal },
      );
      if (isOurTurn) {
        if (flowRunsSeconds !== undefined) await trimFlowRuns(flowRunsSeconds, signal);
        if (eventsSeconds !== undefined) await trimEvents(eventsSeconds, signal);
        if (cacheSeconds !== undefined) await trimCachedResults(cacheSeconds, signal);
        await dropHistory(signal);
      }
      return loopSeconds * 1000;
    },
  });
}
