import { call } from "../db/call.ts";
import { functions } from "../db/functions.ts";
import type { Pool } from "../db/pool.ts";
import { type Service, startService } from "./service.ts";

export interface ReaperOptions {
  pool: Pool;
  everySeconds: number;
  /** How long a heartbeat may stand still. */
  leaseSeconds: number;
  onError: (error: unknown, name: string) => void;
  onReaped?: (workerId: string) => void;
}

interface Sighting {
  heartbeatCount: number;
  /** By this process's monotonic clock. */
  since: number;
}

/**
 * Finds dead workers: those whose heartbeat this process has seen stand still for a whole lease.
 * The count that it saw goes along, so that a beat in flight saves the worker. A time without the
 * database is a time in which nothing was seen, so an outage kills nobody.
 */
export function startReaper(options: ReaperOptions): Service {
  const { pool, everySeconds, leaseSeconds, onError, onReaped } = options;
  let seen = new Map<string, Sighting>();
  let lastLook = performance.now();

  async function look(): Promise<void> {
    const live = await call(pool, functions.listLiveWorkers, {});
    const now = performance.now();
    const wasBlind = now - lastLook > (everySeconds * 1000) / 2 + leaseSeconds * 500;
    lastLook = now;
    const before = wasBlind ? new Map<string, Sighting>() : seen;
    seen = new Map(
      live.map(({ workerId, heartbeatCount }) => {
        const last = before.get(workerId);
        const stands = last?.heartbeatCount === heartbeatCount;
        return [workerId, stands ? last : { heartbeatCount, since: now }];
      }),
    );
  }

  async function reapTheDead(): Promise<void> {
    for (const [workerId, { heartbeatCount, since }] of seen) {
      if (performance.now() - since < leaseSeconds * 1000) continue;
      if (await call(pool, functions.reapWorker, { workerId, heartbeatCount })) {
        onReaped?.(workerId);
      }
    }
  }

  return startService({
    name: "reaper",
    onError(error, name) {
      seen.clear();
      onError(error, name);
    },
    async work() {
      await look();
      await reapTheDead();
      await call(pool, functions.tendFlowRuns, {});
      return everySeconds * 1000;
    },
  });
}
