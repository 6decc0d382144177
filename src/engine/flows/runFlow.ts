import { InvalidInput } from "../../errors.ts";
import { withContextTags } from "../../flow/calls/contextTags.ts";
import type { FlowDefinition } from "../../flow/flowOptions.ts";
import { isRecord } from "../../flow/isRecord.ts";
import { RunNotCompleted } from "../../flow/runs/runErrors.ts";
import { runScopes } from "../../flow/runs/runScope.ts";
import { State } from "../../flow/states/states.ts";
import { storedParameters } from "../background/carrierFlow.ts";
import { finishFlowRun } from "./finishFlowRun.ts";
import type { FlowOutcome } from "./finishFlowRun.ts";
import { FlowRun } from "./flowRun.ts";
import { nameOfFlowRun } from "./nameOfFlowRun.ts";
import { newId } from "../store/newId.ts";
import { parse, runFlowBody } from "./runFlowBody.ts";
import { withFlowRetries } from "../tasks/retryPolicy.ts";
import type { RunServices } from "../store/runServices.ts";
import { goOnWhenDue, lookSeconds } from "./goOnWhenDue.ts";
import { stillHeld } from "./lateClaims.ts";
import { placeOfTask } from "../results/places.ts";
import { RunStopped, stopReason } from "./runStopped.ts";
import type { ClaimedRun, FlowStart } from "../store/runStore.ts";
import type { TaskRun } from "../tasks/taskRun.ts";
import { pause } from "../calls/timeLimit.ts";
import { bodyCall, heldCall } from "../waits/idleCall.ts";
import type { IdleCall } from "../waits/idleCall.ts";

export interface RunFlowOptions {
  /** Stops the run when it is aborted; its reason, a RunStopped, says why. */
  signal?: AbortSignal;
  /** Parameters as the caller gave them, in the place of those that were stored as JSON. */
  parameters?: unknown;
  /** The run in this process whose code has called the flow. */
  parent?: FlowRun;
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
  { signal, parameters = claimed.parameters, parent }: RunFlowOptions = {},
): Promise<FlowOutcome> {
  const run = new FlowRun(claimed, flow, services, runChild, parent);
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

/**
 * Creates a run of a flow and executes it in this process, retries included. Answers the state
 * that it ended in; throws when it goes on elsewhere, or nothing is known of its end.
 */
export async function runFlowToEnd(
  flow: FlowDefinition,
  given: unknown,
  services: RunServices,
  { signal }: { readonly signal: AbortSignal },
): Promise<State> {
  const parameters = expectParameters(flow, given);
  const start = await newRun(flow, parameters, services);
  const askedAt = performance.now();
  const claimed = await services.store.startFlowRun(start);
  const options = { signal, parameters, idle: heldCall(signal) };
  return startToEnd(claimed, askedAt, flow, services, options);
}

/**
 * Runs a flow that a run has called, or goes on with the run that an earlier holder of the caller
 * has left behind. What has completed is not run again, but answered. While the run only waits, and
 * its caller does nothing else, the caller is let go of.
 */
async function runChild(
  caller: FlowRun,
  call: TaskRun,
  flow: FlowDefinition,
  given: unknown,
): Promise<State> {
  const { services, signal, id: flowRunId, epoch } = caller;
  const { id: taskRunId, key, name, tags, inputs: taskInputs, inputHash } = call;
  // The values of a generator are not kept, so that they are made again.
  const anew = call.channel !== undefined;
  const parent = { flowRunId, epoch, taskRunId, key, name, tags, taskInputs, inputHash, anew };
  const parameters = expectParameters(flow, given);
  const start = { ...(await newRun(flow, parameters, services)), parent };
  // What a task, or a consumer of values, is in the midst of is not to be done again.
  const isHeld = call.scope.taskRun !== undefined || anew;
  const idle = isHeld ? heldCall(signal) : bodyCall(key, caller.waits, signal);
  const options = { signal, parameters, parent: caller, idle };
  if (!isHeld && call.restsFor > lookSeconds) {
    // Mostly the caller is let go of again before anybody has to ask how the run stands.
    await idle.pause(lookSeconds, call.restsFor);
    await idle.end();
  }
  for (;;) {
    const askedAt = performance.now();
    const child = await services.store.startChildRun(start);
    if (!child) throw caller.stop(new RunStopped("lost"));
    call.isMirror = true;
    call.isKnown = true;
    if (child.claimed) return startToEnd(child.claimed, askedAt, flow, services, options);
    if (child.stateType === "COMPLETED") {
      const { result, resultMeta, stateName: name, stateMessage } = child;
      const data = await services.results.read(result, resultMeta, placeOfTask(call));
      return new State({ type: "COMPLETED", name, message: stateMessage ?? undefined, data });
    }
    if (child.stateType === "SCHEDULED" || child.stateType === "PAUSED") {
      const next = await goOnWhenDue(child, services, idle);
      return "state" in next ? next.state : executeToEnd(next.claimed, flow, services, options);
    }
    await pause(child.delaySeconds, signal);
  }
}

/** Executes a run that was claimed; when it has gone back before that was known, takes it again. */
async function startToEnd(
  run: ClaimedRun,
  askedAt: number,
  flow: FlowDefinition,
  services: RunServices,
  options: RunFlowOptions & { readonly idle: IdleCall },
): Promise<State> {
  const [held] = await stillHeld(services.held, [run], askedAt);
  const next = held ? { claimed: held } : await goOnWhenDue(run, services, options.idle);
  return "state" in next ? next.state : executeToEnd(next.claimed, flow, services, options);
}

/** Executes a run that this process holds, and again when it has waited, for its retry for one. */
async function executeToEnd(
  first: ClaimedRun,
  flow: FlowDefinition,
  services: RunServices,
  options: RunFlowOptions & { readonly idle: IdleCall },
): Promise<State> {
  let claimed = first;
  for (;;) {
    const outcome = await runFlow(claimed, flow, services, options);
    if ("state" in outcome) return outcome.state;
    if (outcome.kind !== "waiting" && outcome.kind !== "retrying") {
      throw notCompleted(claimed, outcome);
    }
    const next = await goOnWhenDue(claimed, services, options.idle);
    if ("state" in next) return next.state;
    ({ claimed } = next);
  }
}

/** A run of a flow that is called in this process. */
async function newRun(
  flow: FlowDefinition,
  parameters: Record<string, unknown>,
  { flows }: RunServices,
): Promise<FlowStart> {
  return {
    id: newId(),
    flow: withFlowRetries(flow.settings, flows),
    parameters: storedParameters(flow, parameters),
    name: await nameFlowRun(flow, parameters),
    tags: withContextTags(flow.settings.tags),
  };
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
