import { call } from "../db/call.ts";
import { functions } from "../db/functions.ts";
import type { Listener } from "../db/listen.ts";
import type { Pool } from "../db/pool.ts";
import { isChosen } from "./chosen.ts";
import { type Service, startService } from "./service.ts";

export interface DispatcherOptions {
  pool: Pool;
  listener: Listener;
  pollSeconds: number;
  onError: (error: unknown, name: string) => void;
}

/** How long the workers that heard the doorbell themselves have to take what it rang for. */
const headStartMilliseconds = 20;

/**
 * Tells workers that runs may start. The database counts and decides (sql/50_dispatch/dispatch.sql);
 * this loop only calls it when it asked to be called, or soon after its doorbell has rung.
 */
export function startDispatcher({
  pool,
  listener,
  pollSeconds,
  onError,
}: DispatcherOptions): Service {
  let rings = 0;
  let crowd = 1;
  let waking: NodeJS.Timeout | undefined;
  const service = startService({
    name: "dispatcher",
    onError,
    longestBackOffSeconds: 5,
    async work(signal) {
      const heard = rings;
      rings = 0;
      const answer = await call(
        pool,
        functions.dispatch,
        { pollSeconds, rings: heard },
        { signal },
      );
      crowd = answer?.workers ?? 1;
      return answer?.callAgainMs ?? pollSeconds * 1000;
    },
  });
  const bell = listener.subscribe("provost_doorbell", {
    onNotification: () => {
      if (!waking && !isChosen(crowd)) return;
      rings++;
      waking ??= setTimeout(() => {
        waking = undefined;
        service.wake();
      }, headStartMilliseconds);
    },
    onGap: () => service.wake(),
  });
  return {
    ...service,
    async stop() {
      bell.unsubscribe();
      clearTimeout(waking);
      await service.stop();
    },
  };
}
