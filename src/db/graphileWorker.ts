import type { Pool, PoolClient } from "./pool.ts";

/** The door to graphile-worker. It costs 70 ms to load, so it is loaded when it is needed. */
export type * from "graphile-worker";

export const loadGraphileWorker = async () => await import("graphile-worker");

/**
 * A pool for graphile-worker 0.18. When the connection on which it listens is cut while it stops
 * listening, it gives it back twice; pg throws at the second time, where nobody catches it, and
 * the process would end. Here the second time means nothing.
 */
export function toleratingSecondRelease(pool: Pool): Pool {
  const connect = pool.connect.bind(pool);
  function connectOnce(): Promise<PoolClient>;
  function connectOnce(callback: ConnectCallback): void;
  function connectOnce(callback?: ConnectCallback): Promise<PoolClient> | void {
    if (!callback) return connect();
    connect((error, client, release) => {
      let isReleased = false;
      callback(error, client, (reason) => {
        if (!isReleased) release(reason);
        isReleased = true;
      });
    });
  }
  pool.connect = connectOnce;
  return pool;
}

type ConnectCallback = (
  error: Error | undefined,
  client: PoolClient | undefined,
  release: (reason?: Error | boolean) => void,
) => void;
