import { InvalidInput } from "../../errors.ts";
import { loadFlow } from "../loadExport.ts";
import { executeFlowRun } from "./executeFlowRun.ts";
import type { RetryFlowRunsOptions } from "./retryFlowRuns.ts";
import { isFiltered, type RunFilterOptions } from "./runFilterOptions.ts";

/** Runs a flow run again in this process that has ended, with the code that an entrypoint names. */
export async function retryHere(
  runs: readonly string[],
  entrypoint: string,
  options: RetryFlowRunsOptions & RunFilterOptions & { dryRun?: boolean },
): Promise<void> {
  const [id, ...others] = runs;
  if (id === undefined || others.length > 0 || isFiltered(options) || options.dryRun) {
    throw new InvalidInput("--entrypoint goes with one run that is named.", {
      hint: "Name one run, and leave out the options that filter.",
    });
  }
  // Before anything is changed: what cannot be loaded retries nothing.
  await loadFlow(entrypoint);
  const mode = options.all ? "all" : undefined;
  await executeFlowRun(id, { entrypoint, retry: { mode, fromTask: options.fromTask } });
}
