import type { ClaimedFlowRun } from "../db/functions.ts";
import type { RunServices } from "../engine/store/runServices.ts";
import { executeRun } from "./executeRun.ts";
import type { FlowLoader } from "./flowLoader.ts";
import type { RunExecutor } from "./runExecutor.ts";

/** Executes runs in this process, side by side in its event loop. */
export class InlineExecutor implements RunExecutor {
  readonly #flows: FlowLoader;
  readonly #services: RunServices;

  constructor(flows: FlowLoader, services: RunServices) {
    this.#flows = flows;
    this.#services = services;
  }

  execute(run: ClaimedFlowRun): Promise<void> {
    return executeRun(run, this.#flows, this.#services);
  }

  /** Code of this process cannot be ended by force; the fence refuses what it still writes. */
  async close(): Promise<void> {}
}
