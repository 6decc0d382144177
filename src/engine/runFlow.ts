import { InvalidInput } from "../errors.ts";
import { withContextTags } from "../flow/contextTags.ts";
import type { FlowDefinition } from "../flow/flowOptions.ts";
import { isRecord } from "../flow/isRecord.ts";
import { RunNotCompleted } from "../flow/runErrors.ts";
import { runScopes } from "../flow/runScope.ts";
import type { State } from "../flow/states.ts";
import { storedParameters } from "./carrierFlow.ts";
import { finishFlowRun } from "./finishFlowRun.ts";
import type { FlowOutcome } from "./finishFlowRun.ts";
import { FlowRun } from "./flowRun.ts";
import { nameOfFlowRun } from "./nameOfFlowRun.ts";
import { newId } from "./newId.ts";
import { parse, runFlowBody } from "./runFlowBody.ts";
import type { RunServices } from "./runServices.ts";
import { goOnWhenDue } from "./goOnWhenDue.ts";
import { stopReason } from "./runStopped.ts";
import type { ClaimedRun, FlowStart } from "./runStore.ts";
import { pause } from "./timeLimit.ts";

export interface RunFlowOptions {
  /** Stops the run when it is aborted; its reason, a RunStopped, says why. */
  signal?: AbortSignal;
  /** Parameters as the caller gave them, in the place of those that were stored as JSON. */
  parameters?: unknown;
}

/**
 * Executes a run that this process holds, once, and writes down how it ended. It never throws:
 * what goes wrong is in the outcome. The database decides whether a failed run is retried; then
 * the run is let go of, and is claimed again when it is due. While it lasts, it can be stopped
 * by way of `services.held`.
 */
export async function runFlow(
  claimed: ClaimedRun,
  flow: FlowDefinition,
  services: RunServices,
  { signal, parameters = claimed.parameters }: RunFlowOptions = {},
): Promise<FlowOutcome> {
  const run = new FlowRun(claimed, flow, services, runChild);
  const stop = () => signal && run.stop(stopReason(signal));
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop, { once: true });
  services.held.add(run);
  try {
    const outcome = await runFlowBody(run, parameters);
    return await runScopes.run(run, finishFlowRun, run, outcome);
  } finally {
    services.held.remove(run);
    signal?.removeEventListener("abort", stop);
  }
}

export interface RunToEndOptions {
  signal: AbortSignal;
  parent?: FlowStart["parent"];
}

/**
 * Creates a run of a flow and executes it in this process, retries included. Answers the state
 * that it ended in; throws when it goes on elsewhere, or nothing is known of its end.
 */
export async function runFlowToEnd(
  flow: FlowDefinition,
  given: unknown,
  services: RunServices,
  { signal, parent }: RunToEndOptions,
): Promise<State> {
  const parameters = expectParameters(flow, given);
  const { settings } = flow;
  let claimed = await services.store.startFlowRun({
    id: newId(),
    flow: settings,
    parameters: storedParameters(flow, parameters),
    name: await nameFlowRun(flow, parameters),
    tags: withContextTags(settings.tags),
    parent,
  });
  for (;;) {
    const outcome = await runFlow(claimed, flow, services, { signal, parameters });
    if (outcome.kind === "waiting") {
      const next = await goOnWhenDue(claimed, services, signal);
      if ("state" in next) return next.state;
      ({ claimed } = next);
      continue;
    }
    if ("state" in outcome) return outcome.state;
    if (outcome.kind !== "retrying") throw notCompleted(claimed, outcome);
    await pause(outcome.delaySeconds, signal);
    claimed = await claimAgain(claimed, services, signal);
  }
}

function runChild(
  parent: FlowRun,
  key: string,
  flow: FlowDefinition,
  parameters: unknown,
): Promise<State> {
  const { signal, services, id } = parent;
  return runFlowToEnd(flow, parameters, services, { signal, parent: { flowRunId: id, key } });
}

function expectParameters(flow: FlowDefinition, given: unknown): Record<string, unknown> {
  if (given === undefined) return {};
  if (isRecord(given) && !Array.isArray(given)) return given;
  throw new InvalidInput(
    `Expected the parameters of flow "${flow.name}" to be one object, got ${typeof given}.`,
    { hint: `Call it as \`${flow.name}({ name: value })\`.` },
  );
}

/** The name that the flow gives to a run; undefined leaves it to the database. */
async function nameFlowRun(
  flow: FlowDefinition,
  parameters: Record<string, unknown>,
): Promise<string | undefined> {
  if (flow.settings.flowRunName === undefined) return undefined;
  // Parameters that do not fit fail the run, which then has a name from the database.
  const parsed = await parse(flow, parameters).catch(() => undefined);
  return parsed === undefined ? undefined : nameOfFlowRun(flow, parsed);
}

const claimPauses = [0.05, 0.2, 0.5, 1, 2];

/** Takes the run again for its retry. The clocks may differ a little, so it tries a few times. */
async function claimAgain(
  { flowRunId, flowRunName }: ClaimedRun,
  { store }: RunServices,
  signal: AbortSignal,
): Promise<ClaimedRun> {
  for (const seconds of claimPauses) {
    const claimed = await store.claimFlowRun(flowRunId);
    if (claimed) return claimed;
    await pause(seconds, signal);
  }
  throw new RunNotCompleted(`Flow run "${flowRunName}" cannot be continued for its retry.`, {
    hint: "It was cancelled or taken by another process while it waited.",
  });
}

function notCompleted({ flowRunName }: ClaimedRun, outcome: FlowOutcome): RunNotCompleted {
  const ends: Readonly<Record<string, string>> = {
    released: "was handed back",
    lost: "has been taken over by another holder, or could not be finished",
  };
  return new RunNotCompleted(
    `Flow run "${flowRunName}" ${ends[outcome.kind]}.`,
    "cause" in outcome ? { cause: outcome.cause } : {},
  );
}
