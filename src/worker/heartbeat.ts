import { Worker as Thread } from "node:worker_threads";
import type { Connection } from "../db/pool.ts";
import type { BeatAnswer } from "../db/workerFunctions.ts";
import type { HeldRuns } from "../engine/flows/heldRuns.ts";

/** What the heartbeat thread is started with. */
export interface HeartbeatThreadData {
  connection: Connection;
  workerId: string;
  heartbeatSeconds: number;
  leaseSeconds: number;
  /** One 32-bit counter that the main thread moves while its event loop turns. */
  loopCounter: SharedArrayBuffer;
}

export type ToHeartbeat = { held: { flowRunId: string; epoch: number }[] } | { beatNow: true };
export type FromHeartbeat = { answer: BeatAnswer } | { error: { message: string; code: string } };

export interface HeartbeatOptions extends Omit<HeartbeatThreadData, "loopCounter"> {
  held: HeldRuns;
  /** The worker was declared dead; its runs belong to others. */
  onLost: () => void;
  /** The database has answered a beat. */
  onBeat?: () => void;
  onError: (error: Error) => void;
}

export interface Heartbeat {
  /** Beats at once, for instance when somebody said that a run is to be cancelled. */
  beatNow(): void;
  stop(): Promise<void>;
}

const reportEveryMilliseconds = 100;

/**
 * Beats from a thread of its own, with its own connection: an event loop that is busy is not dead.
 * What the database answers (cancel these, these belong to somebody else) is carried out here.
 */
export function startHeartbeat({
  held,
  onLost,
  onBeat,
  onError,
  ...data
}: HeartbeatOptions): Heartbeat {
  const loopCounter = new SharedArrayBuffer(4);
  const turns = new Int32Array(loopCounter);
  const thread = new Thread(new URL(threadFile(), import.meta.url), {
    workerData: { ...data, loopCounter } satisfies HeartbeatThreadData,
  });
  let hasChanged = false;
  held.onChange(() => (hasChanged = true));

  const report = setInterval(() => {
    Atomics.add(turns, 0, 1);
    if (!hasChanged) return;
    hasChanged = false;
    thread.postMessage({ held: held.list() } satisfies ToHeartbeat);
  }, reportEveryMilliseconds);
  report.unref();

  thread.on("message", (message: FromHeartbeat) => {
    if ("error" in message) return onError(new Error(message.error.message));
    const { alive, cancelling = [], suspending = [], unknown = [] } = message.answer;
    if (!alive) {
      held.stopAll("lost");
      return onLost();
    }
    onBeat?.();
    for (const flowRunId of cancelling) held.stop(flowRunId, "cancelled");
    for (const flowRunId of suspending) held.suspend(flowRunId);
    for (const run of unknown) held.stop(run.flow_run_id, "lost", run.epoch);
  });
  thread.on("error", onError);
  // Without a heart it would be declared dead, and not hear of it.
  let isStopping = false;
  thread.on("exit", () => {
    if (isStopping) return;
    held.stopAll("lost");
    onLost();
  });
  thread.unref();

  return {
    beatNow: () => thread.postMessage({ beatNow: true } satisfies ToHeartbeat),
    async stop() {
      isStopping = true;
      clearInterval(report);
      await thread.terminate();
    },
  };
}

/** The thread's file has the extension of this one: .ts in a checkout, .js when built. */
function threadFile(): string {
  return `./heartbeatThread${import.meta.url.slice(import.meta.url.lastIndexOf("."))}`;
}
