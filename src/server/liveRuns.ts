import { call } from "../db/call.ts";
import type { Listener, Subscription } from "../db/listen.ts";
import type { Pool } from "../db/pool.ts";
import { NotFound } from "../errors.ts";
import { type LatestValue, latestValue } from "./latestValue.ts";
import { type FlowRunVersion, serverFunctions } from "../db/serverFunctions.ts";
import type { ServerLog } from "./serverLog.ts";

export interface LiveRuns {
  /**
   * Tells at once how a run stands, and again after every change of its state, its task runs or
   * its log, at most ten times a second. Throws `NotFound`.
   */
  follow(flowRunId: string): Promise<LatestValue<FlowRunVersion>>;
  close(): Promise<void>;
}

export interface LiveRunsOptions {
  pool: Pool;
  listener: Listener;
  log: ServerLog;
  /** How often to look even when no bell has rung. Default 2. */
  pollSeconds?: number;
}

interface LiveRun {
  latest: FlowRunVersion;
  watchedAt: number;
  followers: Set<LatestValue<FlowRunVersion>>;
}

const channel = "provost_flow_run";
// A watch lasts a minute; see sql/90_api/watch_flow_run.sql.
const renewMilliseconds = 25_000;
const leastPauseMilliseconds = 100;
const listenPatienceMilliseconds = 1000;

/**
 * Follows runs on behalf of clients: any number of followers cost one query for all runs of which
 * a bell rang, and one for all runs every few seconds. Bells are hints; the query tells the facts.
 */
export function createLiveRuns(options: LiveRunsOptions): LiveRuns {
  const { pool, log } = options;
  const pollMilliseconds = (options.pollSeconds ?? 2) * 1000;
  const runs = new Map<string, LiveRun>();
  const rang = new Set<string>();
  const closing = new AbortController();
  let bells: Subscription | undefined;
  let looking: Promise<void> | undefined;
  let endPause: (() => void) | undefined;

  const ring = (flowRunId: string): void => {
    if (!runs.has(flowRunId)) return;
    rang.add(flowRunId);
    endPause?.();
  };
  const ringAll = (): void => {
    for (const flowRunId of runs.keys()) ring(flowRunId);
  };

  async function listenForBells(): Promise<void> {
    bells ??= options.listener.subscribe(channel, { onNotification: ring, onGap: ringAll });
    await Promise.race([bells.ready.catch(() => {}), pause(listenPatienceMilliseconds)]);
  }

  /** Ends early when a bell rings. */
  async function pauseUntilBell(milliseconds: number): Promise<void> {
    if (rang.size > 0 || closing.signal.aborted) return;
    await Promise.race([pause(milliseconds), new Promise<void>((resolve) => (endPause = resolve))]);
  }

  async function look(): Promise<void> {
    let polledAt = Date.now();
    while (runs.size > 0 && !closing.signal.aborted) {
      await pauseUntilBell(Math.max(polledAt + pollMilliseconds - Date.now(), 0));
      const isPoll = Date.now() >= polledAt + pollMilliseconds;
      if (isPoll) polledAt = Date.now();
      const flowRunIds = [...(isPoll ? runs.keys() : rang)];
      rang.clear();
      try {
        if (isPoll) await renewWatches();
        await refresh(flowRunIds);
      } catch (error) {
        log.warn({ err: error }, "Cannot tell how the runs stand that somebody follows live");
      }
      await pause(leastPauseMilliseconds);
    }
    looking = undefined;
  }

  async function renewWatches(): Promise<void> {
    for (const [flowRunId, run] of runs) {
      if (Date.now() < run.watchedAt + renewMilliseconds) continue;
      await call(pool, serverFunctions.watchFlowRun, { flowRunId }, { retrySeconds: 0 });
      run.watchedAt = Date.now();
    }
  }

  async function refresh(flowRunIds: readonly string[]): Promise<void> {
    const versions = await readVersions(flowRunIds);
    for (const flowRunId of flowRunIds) {
      const run = runs.get(flowRunId);
      const version = versions.find((each) => each.flowRunId === flowRunId);
      if (run && version) tell(run, version);
      // It was deleted: a planned run whose schedule was edited.
      else if (run) for (const follower of run.followers) follower.end();
    }
  }

  const readVersions = (flowRunIds: readonly string[]): Promise<FlowRunVersion[]> =>
    call(pool, serverFunctions.flowRunVersions, { flowRunIds }, { retrySeconds: 0 });

  function tell(run: LiveRun, version: FlowRunVersion): void {
    if (version.version === run.latest.version) return;
    run.latest = version;
    for (const follower of run.followers) follower.offer(version);
  }

  function leave(flowRunId: string, follower: LatestValue<FlowRunVersion>): void {
    const run = runs.get(flowRunId);
    run?.followers.delete(follower);
    if (run?.followers.size === 0) runs.delete(flowRunId);
  }

  return {
    async follow(givenId) {
      await listenForBells();
      await call(pool, serverFunctions.watchFlowRun, { flowRunId: givenId });
      const watchedAt = Date.now();
      const [latest] = await readVersions([givenId]);
      if (!latest) throw new NotFound(`No flow run has the id ${givenId}.`);
      const { flowRunId } = latest; // in PostgreSQL's spelling
      const follower = latestValue<FlowRunVersion>(() => leave(flowRunId, follower));
      const run = runs.get(flowRunId) ?? { latest, watchedAt, followers: new Set() };
      tell(run, latest);
      run.followers.add(follower);
      runs.set(flowRunId, run);
      follower.offer(latest);
      if (closing.signal.aborted) follower.end();
      looking ??= look();
      return follower;
    },
    async close() {
      closing.abort();
      endPause?.();
      bells?.unsubscribe();
      for (const { followers } of runs.values()) for (const follower of followers) follower.end();
      await looking;
    },
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
