import { setTimeout as sleep } from "node:timers/promises";
import { parentPort } from "node:worker_threads";
import { call } from "../db/call.ts";
import { createPool } from "../db/pool.ts";
import { workerFunctions } from "../db/workerFunctions.ts";
import { fromPostgres } from "../errors.ts";
import type { FromHeartbeat, HeartbeatThreadData, ToHeartbeat } from "./heartbeat.ts";

// The body of the heartbeat thread; see heartbeat.ts.

let held: { flowRunId: string; epoch: number }[] = [];
let wake = new AbortController();
const { promise: begun, resolve: begin } = Promise.withResolvers<HeartbeatThreadData>();

parentPort?.on("message", (message: ToHeartbeat) => {
  if ("begin" in message) begin(message.begin);
  else if ("held" in message) held = message.held;
  else wake.abort();
});
parentPort?.postMessage("ready");

const data = await begun;
const { workerId, heartbeatSeconds, leaseSeconds } = data;
/** So short that after a connection which leads nowhere, a beat on another is still in time. */
const answerSeconds = Math.max(leaseSeconds / 3, 1);
/** After this long without a turn, the main thread's event loop counts as stalled. */
const stallMilliseconds = 60_000;

const pool = createPool(data.connection, {
  size: 1,
  applicationName: `provost heartbeat ${workerId}`,
});
const turns = new Int32Array(data.loopCounter);
let lastTurn = -1;
let lastTurnAt = performance.now();

/** For how long the main thread's event loop has not turned, and its list may be out of date. */
function stallOfMainThread(): number {
  const turn = Atomics.load(turns, 0);
  if (turn !== lastTurn) {
    lastTurn = turn;
    lastTurnAt = performance.now();
  }
  return performance.now() - lastTurnAt;
}

function tell(message: FromHeartbeat): void {
  parentPort?.postMessage(message);
}

for (;;) {
  wake = new AbortController();
  let pauseSeconds = heartbeatSeconds;
  try {
    const stall = stallOfMainThread();
    const answer = await call(
      pool,
      workerFunctions.beat,
      {
        workerId,
        held,
        stalled: stall > stallMilliseconds,
        // What was claimed just before the stall is not on the list, and yet is not forgotten.
        leaseSeconds: leaseSeconds + stall / 1000,
      },
      { timeoutSeconds: answerSeconds },
    );
    tell({ answer });
    if (!answer.alive) break;
  } catch (error) {
    const { message, code } = fromPostgres(error);
    tell({ error: { message, code } });
    pauseSeconds = Math.min(heartbeatSeconds, 1);
  }
  await sleep(pauseSeconds * 1000, undefined, { signal: wake.signal }).catch(() => {});
}
await pool.end();
