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
  /** In milliseconds; never set back. */
  now?: () => number;
}

interface Sighting {
  heartbeatCount: number;
  /** For how long it was seen to stand still, by this process's monotonic clock. */
  silentMilliseconds: number;
}

/**
 * Finds dead workers: those whose heartbeat this process has seen stand still for a whole lease.
 * The count that it saw goes along, so that a beat in flight saves the worker. The time between
 * two looks counts as seen only as far as looks are meant to be apart: whoever was frozen, busy or
 * without the database itself has to look more often, and takes nobody for dead meanwhile.
 */
export function startReaper(options: ReaperOptions): Service {
  const { pool, everySeconds, leaseSeconds, onError, onReaped } = options;
  const now = options.now ?? (() => performance.now());
  const mostSeenAtOnce = 2 * everySeconds * 1000;
  let seen = new Map<string, Sighting>();
  let lastLook = now();

  async function look(signal: AbortSignal): Promise<void> {
    const live = await call(pool, functions.listLiveWorkers, {}, { signal });
    const thisLook = now();
    const elapsed = Math.min(thisLook - lastLook, mostSeenAtOnce);
    lastLook = thisLook;
    const before = seen;
    seen = new Map(
      live.map(({ workerId, heartbeatCount }) => {
        const last = before.get(workerId);
        const stands = last?.heartbeatCount === heartbeatCount;
        const silentMilliseconds = stands ? last.silentMilliseconds + elapsed : 0;
        return [workerId, { heartbeatCount, silentMilliseconds }];
      }),
    );
  }

  async function reapTheDead(signal: AbortSignal): Promise<void> {
    for (const [workerId, { heartbeatCount, silentMilliseconds }] of seen) {
      if (silentMilliseconds < leaseSeconds * 1000) continue;
      if (await call(pool, functions.reapWorker, { workerId, heartbeatCount }, { signal })) {
        onReaped?.(workerId);
      }
    }
  }

  return startService({
    name: "reaper",
    onError,
    // Whoever has stopped looking for long finds the dead late.
    longestBackOffSeconds: 2,
    async work(signal) {
      try {
        await look(signal);
      } catch (error) {
        seen.clear();
        throw error;
      }
      await reapTheDead(signal);
      await call(pool, functions.tendDeadWorkers, { everySeconds }, { signal });
      return everySeconds * 1000;
    },
  });
}
