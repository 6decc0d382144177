import { setTimeout as sleep } from "node:timers/promises";
import { parentPort } from "node:worker_threads";
import { call } from "../db/call.ts";
import { createPool } from "../db/pool.ts";
import { workerFunctions } from "../db/workerFunctions.ts";
import { fromPostgres } from "../errors.ts";
import type { FromHeartbeat, HeartbeatThreadData, ToHeartbeat } from "./heartbeat.ts";

// The body of the heartbeat thread; see heartbeat.ts.

let held: { flowRunId: string; epoch: number }[] = [];
let list = 0;
let wake = new AbortController();
const { promise: begun, resolve: begin } = Promise.withResolvers<HeartbeatThreadData>();

parentPort?.on("message", (message: ToHeartbeat) => {
  if ("begin" in message) begin(message.begin);
  else if ("held" in message) ({ held, list } = message);
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
/** The last stall that was longer than a lease. */
let longStall = { milliseconds: 0, endedAt: -Infinity };

/** For how many milliseconds the main thread's event loop has not turned. */
function stallOfMainThread(): number {
  const now = performance.now();
  const turn = Atomics.load(turns, 0);
  if (turn !== lastTurn) {
    const milliseconds = now - lastTurnAt;
    if (milliseconds > leaseSeconds * 1000) longStall = { milliseconds, endedAt: now };
    lastTurn = turn;
    lastTurnAt = now;
  }
  return now - lastTurnAt;
}

/**
 * By how many seconds the main thread's list may be out of date. A loop that turns again reads the
 * answers to its claims after its timers, from which we hear that it turns.
 */
function delayOfList(stall: number): number {
  const isNewlyAwake = performance.now() - longStall.endedAt < leaseSeconds * 1000;
  return Math.max(stall, isNewlyAwake ? longStall.milliseconds : 0) / 1000;
}

function tell(message: FromHeartbeat): void {
  parentPort?.postMessage(message);
}

for (;;) {
  wake = new AbortController();
  let pauseSeconds = heartbeatSeconds;
  try {
    const stall = stallOfMainThread();
    const named = list;
    const answer = await call(
      pool,
      workerFunctions.beat,
      {
        workerId,
        held,
        stalled: stall > stallMilliseconds,
        // What was claimed just before the stall is not on the list, and yet is not forgotten.
        leaseSeconds: leaseSeconds + delayOfList(stall),
      },
      { timeoutSeconds: answerSeconds },
    );
    tell({ answer, list: named });
    if (!answer.alive) break;
  } catch (error) {
    const { message, code } = fromPostgres(error);
    tell({ error: { message, code } });
    pauseSeconds = Math.min(heartbeatSeconds, 1);
  }
  await sleep(pauseSeconds * 1000, undefined, { signal: wake.signal }).catch(() => {});
}
await pool.end();
