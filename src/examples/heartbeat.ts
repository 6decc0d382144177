import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { exponentialBackoff, flow, flowRun, getLogger, task, taskRun } from "../index.ts";
import type { FlowHook, TaskHook } from "../index.ts";

/** What a beat has found. */
export interface Beat {
  readonly memoryMb: number;
  /** How late the event loop of this process was at most, while it was watched. */
  readonly latestMs: number;
  readonly attempts: number;
}

const warnOfBeat: TaskHook = (_task, run, { message }) =>
  getLogger().warn(`No beat after ${run.runCount} attempts: ${message}`);

const measure = task(
  {
    name: "measure",
    retries: 3,
    retryDelaySeconds: exponentialBackoff(1),
    timeoutSeconds: 10,
    onFailure: warnOfBeat,
  },
  async (failures: number): Promise<Beat> => {
    const attempts = taskRun.runCount;
    // Stands for a sensor that does not answer at once.
    if (attempts <= failures) throw new Error(`The sensor did not answer (attempt ${attempts}).`);
    const delay = monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    await sleep(100, undefined, { signal: taskRun.signal });
    delay.disable();
    const memoryMb = Math.round(process.memoryUsage.rss() / 2 ** 20);
    return { memoryMb, latestMs: Math.round(delay.max / 1e6), attempts };
  },
);

const sayDone: FlowHook = (_flow, run) => getLogger().info(`Beat ${run.name} is done.`);
const sayFailed: FlowHook = (_flow, run, { message }) =>
  getLogger().error(`Beat ${run.name} has failed: ${message}`);

/**
 * Looks every minute how its worker does. The first attempt fails, to show a retry: its state is
 * AwaitingRetry, then Retrying, then Completed.
 */
export const heartbeat = flow(
  {
    name: "heartbeat",
    description: "Looks how its worker does; the first attempt fails, to show a retry.",
    parameters: z.object({
      failures: z.int().min(0).max(10).default(1).describe("Attempts that fail; more than 3 fail."),
    }),
    onCompletion: sayDone,
    onFailure: sayFailed,
    timeoutSeconds: 60,
  },
  async ({ failures }) => {
    const beat = await measure(failures);
    getLogger().info(
      `${flowRun.name}: ${beat.memoryMb} MB in use, at most ${beat.latestMs} ms late, ` +
        `after ${beat.attempts} attempt(s).`,
    );
    return beat;
  },
);
