import { once } from "node:events";
import { Worker as Thread } from "node:worker_threads";
import type { Connection } from "../db/pool.ts";
import type { BeatAnswer } from "../db/workerFunctions.ts";
import type { HeldRuns } from "../engine/flows/heldRuns.ts";

/** What the heartbeat thread is told to begin with. */
export interface HeartbeatThreadData {
  connection: Connection;
  workerId: string;
  heartbeatSeconds: number;
  leaseSeconds: number;
  /** One 32-bit counter that the main thread moves while its event loop turns. */
  loopCounter: SharedArrayBuffer;
}

export type ToHeartbeat =
  | { begin: HeartbeatThreadData }
  | { held: { flowRunId: string; epoch: number }[]; list: number }
  | { beatNow: true };
export type FromHeartbeat =
  { answer: BeatAnswer; list: number } | { error: { message: string; code: string } };

export interface HeartbeatOptions extends Omit<HeartbeatThreadData, "loopCounter"> {
  held: HeldRuns;
  /** The worker was declared dead; its runs belong to others. */
  onLost: () => void;
  /** The database has answered a beat. */
  onBeat?: (answer: BeatAnswer) => void;
  onError: (error: Error) => void;
}

export interface Heartbeat {
  stop(): Promise<void>;
}

/** A thread that can beat for a worker at once. */
export interface ReadyHeartbeat {
  start(options: HeartbeatOptions): Heartbeat;
  /** Ends the thread, if it was not started. */
  drop(): Promise<void>;
}

const reportEveryMilliseconds = 100;

/**
 * Beats from a thread of its own, with its own connection: an event loop that is busy is not dead.
 * The thread is there before its worker is: to load its code may take longer than a lease where
 * the machine is busy, and whoever is registered is expected to beat.
 */
export async function readyHeartbeat(): Promise<ReadyHeartbeat> {
  const thread = new Thread(new URL(threadFile(), import.meta.url));
  await once(thread, "message");
  thread.unref();
  return {
    start: (options) => startHeartbeat(thread, options),
    drop: async () => void (await thread.terminate()),
  };
}

/** What the database answers (cancel these, these belong to somebody else) is carried out here. */
function startHeartbeat(
  thread: Thread,
  { held, onLost, onBeat, onError, ...data }: HeartbeatOptions,
): Heartbeat {
  const loopCounter = new SharedArrayBuffer(4);
  const turns = new Int32Array(loopCounter);
  thread.postMessage({ begin: { ...data, loopCounter } } satisfies ToHeartbeat);
  let hasChanged = false;
  let lists = 0;
  let isStopping = false;
  let confirmed: { list: number; resolve: () => void }[] = [];
  const send = (): void => {
    hasChanged = false;
    thread.postMessage({ held: held.list(), list: ++lists } satisfies ToHeartbeat);
  };
  const settle = (list: number): void => {
    for (const each of confirmed) if (each.list <= list) each.resolve();
    confirmed = confirmed.filter((each) => each.list > list);
  };
  held.onChange(() => (hasChanged = true));
  held.confirmBy(async () => {
    if (isStopping) return;
    send();
    const answered = new Promise<void>((resolve) => confirmed.push({ list: lists, resolve }));
    thread.postMessage({ beatNow: true } satisfies ToHeartbeat);
    await answered;
  }, data.leaseSeconds);

  const report = setInterval(() => {
    Atomics.add(turns, 0, 1);
    if (hasChanged) send();
  }, reportEveryMilliseconds);
  report.unref();

  thread.on("message", (message: FromHeartbeat) => {
    if ("error" in message) return onError(new Error(message.error.message));
    const { alive, cancelling = [], suspending = [], unknown = [] } = message.answer;
    if (!alive) {
      held.stopAll("lost");
      settle(Infinity);
      return onLost();
    }
    onBeat?.(message.answer);
    for (const flowRunId of cancelling) held.stop(flowRunId, "cancelled");
    for (const flowRunId of suspending) held.suspend(flowRunId);
    for (const run of unknown) held.stop(run.flow_run_id, "lost", run.epoch);
    settle(message.list);
  });
  thread.on("error", onError);
  // Without a heart it would be declared dead, and not hear of it.
  thread.on("exit", () => {
    if (isStopping) return;
    held.stopAll("lost");
    settle(Infinity);
    onLost();
  });

  return {
    async stop() {
      isStopping = true;
      settle(Infinity);
      clearInterval(report);
      await thread.terminate();
    },
  };
}

/** The thread's file has the extension of this one: .ts in a checkout, .js when built. */
function threadFile(): string {
  return `./heartbeatThread${import.meta.url.slice(import.meta.url.lastIndexOf("."))}`;
}
