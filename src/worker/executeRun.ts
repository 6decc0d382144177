import type { ClaimedFlowRun } from "../db/functions.ts";
import { failureMessage } from "../engine/store/errorJson.ts";
import { runFlow } from "../engine/flows/runFlow.ts";
import type { RunServices } from "../engine/store/runServices.ts";
import type { RunStopped } from "../engine/flows/runStopped.ts";
import type { FlowLoader } from "./flowLoader.ts";

/** Loads the code of a claimed run and executes it in this process. */
export async function executeRun(
  run: ClaimedFlowRun,
  flows: FlowLoader,
  services: RunServices,
): Promise<void> {
  // Held from the claim on, also while its code is loaded; runFlow then takes the place over.
  const { held } = services;
  const stopping = new AbortController();
  const stop = (reason: RunStopped): void => stopping.abort(reason);
  const loading = { id: run.flowRunId, epoch: run.epoch, stop };
  held.add(loading);
  try {
    const loaded = await flows.load(run).catch((error: unknown) => refuseRun(run, services, error));
    if (!loaded) return;
    const { flow, parameters } = loaded;
    await runFlow(run, flow, services, { signal: stopping.signal, parameters });
  } finally {
    held.remove(loading);
  }
}

/** The code of the run cannot be found here: that is no failure of the flow. */
async function refuseRun(
  { flowRunId, epoch }: ClaimedFlowRun,
  { store }: RunServices,
  error: unknown,
): Promise<undefined> {
  const message = `The flow could not be loaded: ${failureMessage(error)}`;
  await store.finishFlowRun({ flowRunId, epoch, type: "CRASHED", message });
}
