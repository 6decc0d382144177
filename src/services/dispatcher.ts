import { call } from "../db/call.ts";
import { functions } from "../db/functions.ts";
import type { Listener } from "../db/listen.ts";
import type { Pool } from "../db/pool.ts";
import { type Service, startService } from "./service.ts";

export interface DispatcherOptions {
  pool: Pool;
  listener: Listener;
  pollSeconds: number;
  onError: (error: unknown, name: string) => void;
}

/**
 * Tells workers that runs may start. The database counts and decides (sql/50_dispatch/dispatch.sql);
 * this loop only calls it when it asked to be called, or when its doorbell rings.
 */
export function startDispatcher({
  pool,
  listener,
  pollSeconds,
  onError,
}: DispatcherOptions): Service {
  const service = startService({
    name: "dispatcher",
    onError,
    longestBackOffSeconds: 5,
    async work() {
      const answer = await call(pool, functions.dispatch, { pollSeconds });
      return answer?.callAgainMs ?? pollSeconds * 1000;
    },
  });
  const bell = listener.subscribe("provost_doorbell", {
    onNotification: () => service.wake(),
    onGap: () => service.wake(),
  });
  return {
    ...service,
    async stop() {
      bell.unsubscribe();
      await service.stop();
    },
  };
}
