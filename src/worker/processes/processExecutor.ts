import { hostname } from "node:os";
import { call } from "../../db/call.ts";
import { type ClaimedFlowRun, functions } from "../../db/functions.ts";
import type { Connection, Pool } from "../../db/pool.ts";
import { failureMessage } from "../../engine/store/errorJson.ts";
import type { HeldRun } from "../../engine/flows/heldRuns.ts";
import type { RunServices } from "../../engine/store/runServices.ts";
import type { RunStopped } from "../../engine/flows/runStopped.ts";
import type { FlowFinish } from "../../engine/store/runStore.ts";
import { InvalidInput } from "../../errors.ts";
import { type LogLevel, logLevels } from "../../flow/runs/logger.ts";
import type { Settings } from "../../settings/settings.ts";
import type { RunExecutor } from "../runExecutor.ts";
import { Cleanups } from "../cleanups/cleanups.ts";
import { describeGroup } from "../cleanups/processGroup.ts";
import { Clones } from "../code/clones.ts";
import { type PulledCode, pullCode } from "../code/pullCode.ts";
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
  readonly #clones: Clones;
  /** The notes of what is to be cleaned up, by the ids of the runs. */
  readonly #notes = new Map<string, string>();

  constructor(options: ProcessExecutorOptions) {
    this.#options = options;
    this.#cleanups = new Cleanups(options.pool, options.workerId);
    this.#clones = new Clones({ ...options, cleanups: this.#cleanups });
  }

  async execute(run: ClaimedFlowRun): Promise<void> {
    const { held } = this.#options.services;
    const stopping = Promise.withResolvers<RunStopped>();
    const starting: HeldRun = {
      id: run.flowRunId,
      epoch: run.epoch,
      stop: (reason) => stopping.resolve(reason),
    };
    held.add(starting);
    // An earlier process of the run, from which it was taken, may not have heard of it yet.
    for (const process of this.#processes) if (process.id === run.flowRunId) process.kill();
    const prepared = this.#prepare(run);
    try {
      // Others may want the same code: it is pulled to the end, whatever becomes of this run.
      const first = await Promise.race([prepared, stopping.promise]);
      if ("kind" in first) {
        if (first.kind === "cancelled") await this.#finish(run, cancelledEarly);
        return;
      }
      const process = this.#start(run, first);
      void stopping.promise.then((reason) => process.stop(reason));
      await this.#follow(run, process);
    } catch (error) {
      await this.#finish(run, notStarted(error));
    } finally {
      held.remove(starting);
      void prepared.then(({ code }) => code?.release()).catch(() => {});
    }
  }

  /** The job of a run, and its code if that is not there already. */
  async #prepare(run: ClaimedFlowRun): Promise<PreparedRun> {
    const { services } = this.#options;
    const { flowRunId, epoch, pullSteps } = run;
    if (run.entrypoint === null) {
      throw new InvalidInput(`Deployment ${JSON.stringify(run.deployment)} has no entrypoint.`, {
        hint: "Deploy it from a file: provost deploy FILE:EXPORT.",
      });
    }
    const job = await this.#readJob(flowRunId);
    if (pullSteps === null) return { job, code: undefined };
    try {
      const code = await pullCode(pullSteps, {
        from: job.workingDir ?? process.cwd(),
        clones: this.#clones,
        runName: `${flowRunId}-${epoch}`,
        tell: (message) => this.#log(run, "info", "provost.pull", message),
      });
      return { job: { ...job, workingDir: code.directory }, code };
    } catch (error) {
      this.#log(run, "error", "provost.pull", failureMessage(error));
      await services.logs.flush(flowRunId);
      throw new NotPulled(error);
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

  /** Where the run executes, for people and for whoever has to end it. */
  async #noteProcess({ flowRunId, epoch }: ClaimedFlowRun, pid: number): Promise<void> {
    const infrastructurePid = `${hostname()}:${pid}`;
    const noted = call(this.#options.pool, functions.noteInfrastructure, {
      flowRunId,
      epoch,
      infrastructurePid,
    });
    await Promise.all([this.#note(flowRunId, pid), noted.catch(this.#options.onError)]);
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
    // Its code may write as long as it is there: who stops leaves none behind.
    await Promise.all(Array.from(this.#processes, (process) => process.killed()));
    await this.#clones.close();
  }

  #start(run: ClaimedFlowRun, { job, code }: PreparedRun): RunProcess {
    const { connection, workerId, settings, services } = this.#options;
    return new RunProcess({
      task: {
        run: { ...run, pullSteps: null },
        workerId,
        pooled: settings.database.url ?? connection,
        connection,
        settings,
        pulled: code?.root === undefined ? undefined : { root: code.root, packages: process.cwd() },
      },
      job,
      held: services.held,
      onStarted: (pid) => this.#noteProcess(run, pid),
      graceSeconds: settings.worker.stopGraceSeconds,
      echo: services.echo,
      onOutput: (stream, message) => {
        const level = stream === "stdout" ? "info" : "warn";
        this.#log(run, level, `provost.process.${stream}`, message);
        if (job.streamOutput) services.echo(level, `Flow run '${run.flowRunName}'`, message);
      },
    });
  }

  async #readJob(flowRunId: string): Promise<Job> {
    const { pool, readsJobVariables = true } = this.#options;
    const stored = readsJobVariables && (await call(pool, functions.jobOfRun, { flowRunId }));
    return readJob(stored || { configuration: {}, mark: "" });
  }

  #log({ flowRunId, epoch }: ClaimedFlowRun, level: LogLevel, name: string, message: string): void {
    this.#options.services.logs.add({
      flowRunId,
      epoch,
      taskKey: undefined,
      level: logLevels[level],
      name,
      message,
      writtenAt: performance.now(),
    });
  }

  async #finish({ flowRunId, epoch }: ClaimedFlowRun, end: End): Promise<void> {
    await this.#options.services.store.finishFlowRun({ flowRunId, epoch, ...end });
  }
}

interface PreparedRun {
  readonly job: Job;
  readonly code: PulledCode | undefined;
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

const cancelledEarly: End = {
  type: "CANCELLED",
  message: "The run was cancelled before its process was started.",
};

/** The code of a run could not be brought; `cause` says why. */
class NotPulled extends Error {
  constructor(cause: unknown) {
    super(failureMessage(cause), { cause });
  }
}

const notStarted = (error: unknown): End => ({
  type: "CRASHED",
  message:
    error instanceof NotPulled
      ? `The code of the run could not be pulled: ${error.message}`
      : `The process of the run could not be started: ${failureMessage(error)}`,
});
