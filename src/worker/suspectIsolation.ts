import type { ClaimedFlowRun } from "../db/functions.ts";
import type { FlowDefinition } from "../flow/flowOptions.ts";
import { LonePlace, type LonePlaceOptions } from "./lonePlace.ts";
import type { RunExecutor } from "./runExecutor.ts";

export interface SuspectIsolationOptions extends LonePlaceOptions {
  inline: RunExecutor;
  processes: RunExecutor;
  /** Flows that only this process has. */
  served?: ReadonlyMap<string, FlowDefinition> | undefined;
}

const suspectCrashes = 2;
/** Each costs the memory of a process, and a worker that held many runs leaves many suspects. */
const mostProcesses = 4;

/**
 * Executes runs in this process, except for those whose workers have died twice without their
 * getting any further: one of these may be what ends them. In a process of its own it takes nobody
 * along, and the exit of that process tells whether it is to blame. Those that only this process can
 * execute are alone in it for a while instead; see crashed_runs.sql.
 */
export class SuspectIsolation implements RunExecutor {
  readonly #options: SuspectIsolationOptions;
  readonly #place: LonePlace;
  #processes = 0;

  constructor(options: SuspectIsolationOptions) {
    this.#options = options;
    this.#place = new LonePlace(options);
  }

  get isClosed(): boolean {
    return this.#place.isTaken;
  }

  onOpen(listener: () => void): void {
    this.#place.onFree(listener);
  }

  async execute(run: ClaimedFlowRun): Promise<void> {
    const { inline } = this.#options;
    if (run.crashCount >= suspectCrashes && !this.#hasCodeElsewhere(run)) {
      return await this.#place.alone(run, () => inline.execute(run));
    }
    if (!this.#isolates(run)) return await this.#place.inCompany(run, () => inline.execute(run));
    this.#processes++;
    try {
      await this.#options.processes.execute(run);
    } finally {
      this.#processes--;
    }
  }

  /** When there are too many, the rest takes its chance here: it will be tried again. */
  #isolates({ crashCount }: ClaimedFlowRun): boolean {
    return crashCount >= suspectCrashes && this.#processes < mostProcesses;
  }

  #hasCodeElsewhere({ deployment, entrypoint }: ClaimedFlowRun): boolean {
    return entrypoint !== null && !this.#options.served?.has(deployment ?? "");
  }

  async close(): Promise<void> {
    await Promise.all([this.#options.inline.close(), this.#options.processes.close()]);
  }
}
