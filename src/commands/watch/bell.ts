import { setTimeout as sleep } from "node:timers/promises";
import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import { createListener } from "../../db/listen.ts";
import type { Database } from "../../db/openDatabase.ts";

/** Rings when a flow run may have changed. */
export interface Bell extends AsyncDisposable {
  /** Waits for the next ring, for at most so long, or until the signal ends the wait. */
  next(milliseconds: number): Promise<void>;
}

const channel = "provost_flow_run";
/** A watch lasts a minute. */
const renewMilliseconds = 30_000;
const listenMilliseconds = 1000;

/** Asks the database to ring whenever this run changes. A bell may fail to ring: poll as well. */
export async function hangBell(
  database: Database,
  flowRunId: string,
  signal: AbortSignal,
): Promise<Bell> {
  let rung = new AbortController();
  const ring = (): void => rung.abort();
  const listener = createListener(database.connection);
  const { ready } = listener.subscribe(channel, {
    onNotification: (id) => {
      if (id === flowRunId) ring();
    },
    onGap: ring,
  });
  ready.catch(() => {}); // the polls go on
  const watch = async (): Promise<void> => {
    await call(database.pool, cliFunctions.watchFlowRun, { flowRunId }).catch(() => {});
  };
  const renewing = setInterval(() => void watch(), renewMilliseconds);
  await Promise.race([ready.catch(() => {}), sleep(listenMilliseconds, undefined, { ref: false })]);
  await watch();

  return {
    async next(milliseconds) {
      const woken = AbortSignal.any([signal, rung.signal]);
      await sleep(milliseconds, undefined, { signal: woken }).catch(() => {});
      // What rings from here on is news to the look that follows.
      rung = new AbortController();
    },
    async [Symbol.asyncDispose]() {
      clearInterval(renewing);
      await listener.close();
    },
  };
}
