import { call } from "../../db/call.ts";
import { type ClaimedFlowRun, functions } from "../../db/functions.ts";
import type { Connection, Pool } from "../../db/pool.ts";
import { failureMessage } from "../../engine/store/errorJson.ts";
import type { HeldRun } from "../../engine/flows/heldRuns.ts";
import type { RunServices } from "../../engine/store/runServices.ts";
import type { RunStopped } from "../../engine/flows/runStopped.ts";
import type { FlowFinish } from "../../engine/store/runStore.ts";
import { InvalidInput } from "../../errors.ts";
import { logLevels } from "../../flow/runs/logger.ts";
import type { Settings } from "../../settings/settings.ts";
import type { RunExecutor } from "../runExecutor.ts";
import { Cleanups } from "../cleanups/cleanups.ts";
import { describeGroup } from "../cleanups/processGroup.ts";
import { explainExit, type ProcessExit } from "./exitReason.ts";
import { type Job, readJob } from "./job.ts";
import { RunProcess } from "./runProcess.ts";

export interface ProcessExecutorOptions {
  pool: Pool;
  connection: Connection;
  workerId: string;
  settings: Settings;
  services: RunServices;
  /** Whether job variables say what the processes are like. Default: they do. */
  readsJobVariables?: boolean;
  onError: (error: unknown) => void;
}

/**
 * Executes each run in a process of its own, which can be ended by force. The process writes to
 * the database itself: the fence asks for the run's epoch, not for who names it, so the engine is
 * the same as within a worker, and the worker's event loop stays free for heartbeats.
 */
export class ProcessExecutor implements RunExecutor {
  readonly #options: ProcessExecutorOptions;
  readonly #processes = new Set<RunProcess>();
  readonly #cleanups: Cleanups;
  /** The notes of what is to be cleaned up, by the ids of the runs. */
  readonly #notes = new Map<string, string>();

  constructor(options: ProcessExecutorOptions) {
    this.#options = options;
    this.#cleanups = new Cleanups(options.pool, options.workerId);
  }

  async execute(run: ClaimedFlowRun): Promise<void> {
    const { held } = this.#options.services;
    let stopped: RunStopped | undefined;
    const starting: HeldRun = {
      id: run.flowRunId,
      epoch: run.epoch,
      stop: (reason) => (stopped ??= reason),
    };
    held.add(starting);
    // An earlier process of the run, from which it was taken, may not have heard of it yet.
    for (const process of this.#processes) if (process.id === run.flowRunId) process.kill();
    try {
      const process = await this.#start(run);
      if (stopped) process.stop(stopped);
      await this.#follow(run, process);
    } catch (error) {
      await this.#finish(run, notStarted(error));
    } finally {
      held.remove(starting);
    }
  }

  async #follow(run: ClaimedFlowRun, process: RunProcess): Promise<void> {
    const { held, logs } = this.#options.services;
    this.#processes.add(process);
    try {
      const exit = await process.end();
      await logs.flush(run.flowRunId);
      const end = exit && endOf(process, exit);
      if (end) await this.#finish(run, end);
    } finally {
      this.#processes.delete(process);
      held.remove(process);
      await this.#withdraw(run.flowRunId);
    }
  }

  /** So that others end the process if this worker dies, and the process does not find out. */
  async #note(flowRunId: string, pid: number): Promise<void> {
    const group = describeGroup(pid);
    if (!group) return;
    try {
      this.#notes.set(flowRunId, await this.#cleanups.note("PROCESS_GROUP", group));
    } catch (error) {
      this.#options.onError(error);
    }
  }

  async #withdraw(flowRunId: string): Promise<void> {
    const note = this.#notes.get(flowRunId);
    this.#notes.delete(flowRunId);
    if (note !== undefined) await this.#cleanups.withdraw(note).catch(this.#options.onError);
  }

  async close(): Promise<void> {
    for (const process of this.#processes) process.kill();
  }

  async #start(run: ClaimedFlowRun): Promise<RunProcess> {
    const { connection, workerId, settings, services } = this.#options;
    const { flowRunId, epoch } = run;
    if (run.entrypoint === null) {
      throw new InvalidInput(`Deployment ${JSON.stringify(run.deployment)} has no entrypoint.`, {
        hint: "Deploy it from a file: provost deploy FILE:EXPORT.",
      });
    }
    const job = await this.#readJob(flowRunId);
    return new RunProcess({
      task: { run, workerId, pooled: settings.database.url ?? connection, connection, settings },
      job,
      held: services.held,
      onStarted: (pid) => this.#note(flowRunId, pid),
      graceSeconds: settings.worker.stopGraceSeconds,
      echo: services.echo,
      onOutput: (stream, message) => {
        const level = stream === "stdout" ? "info" : "warn";
        services.logs.add({
          flowRunId,
          epoch,
          taskKey: undefined,
          level: logLevels[level],
          name: `provost.process.${stream}`,
          message,
          writtenAt: performance.now(),
        });
        if (job.streamOutput) services.echo(level, `Flow run '${run.flowRunName}'`, message);
      },
    });
  }

  async #readJob(flowRunId: string): Promise<Job> {
    const { pool, readsJobVariables = true } = this.#options;
    const stored = readsJobVariables && (await call(pool, functions.jobOfRun, { flowRunId }));
    return readJob(stored || { configuration: {}, mark: "" });
  }

  async #finish({ flowRunId, epoch }: ClaimedFlowRun, end: End): Promise<void> {
    await this.#options.services.store.finishFlowRun({ flowRunId, epoch, ...end });
  }
}

type End = Omit<FlowFinish, "flowRunId" | "epoch">;

/** What becomes of a run whose process ended first; nothing if others see to it. */
function endOf({ stopped, isForced }: RunProcess, exit: ProcessExit): End | undefined {
  switch (stopped?.kind) {
    case "lost":
    case "drain":
      return undefined;
    case "cancelled":
      return {
        type: "CANCELLED",
        message: isForced
          ? "The run did not stop in time, and its process was ended by force."
          : "The process of the run ended while the run was being cancelled.",
      };
    default:
      return { type: "CRASHED", message: explainExit(exit) };
  }
}

const notStarted = (error: unknown): End => ({
  type: "CRASHED",
  message: `The process of the run could not be started: ${failureMessage(error)}`,
});
