import { setTimeout as sleep } from "node:timers/promises";
import type { DelayedOutcome } from "../../db/runFunctions.ts";
import { NotFound } from "../../errors.ts";
import { DeploymentRun } from "../../flow/deployments/runDeployment.ts";
import type { DeploymentRequest } from "../../flow/deployments/runDeployment.ts";
import { State, stateTypeOf } from "../../flow/states/states.ts";
import { newId } from "../store/newId.ts";
import type { ResultPlace, Results } from "../results/results.ts";
import { reviveError } from "../store/reviveError.ts";
import type { DeploymentStart, RunStore } from "../store/runStore.ts";

/** What running deployments takes. */
export interface DeploymentServices {
  readonly store: Pick<RunStore, "startDeploymentRun" | "readFlowRun">;
  readonly results: Results;
}

/** Runs a deployment for code that belongs to no run. */
export async function runDeploymentAlone(
  request: DeploymentRequest,
  services: DeploymentServices,
): Promise<DeploymentRun> {
  const started = await services.store.startDeploymentRun(startOf(request));
  if (!started) throw new NotFound(`The run of deployment "${request.deployment}" is gone.`);
  return await awaitRun(started, request, services);
}

/** A run that is to be created. */
export function startOf(request: DeploymentRequest): DeploymentStart {
  const { deployment, parameters, name, tags, workQueue, jobVariables } = request;
  const { idempotencyKey, scheduledTime, fairnessKey } = request;
  return {
    id: newId(),
    deployment,
    parameters,
    name,
    tags,
    workQueue,
    jobVariables,
    fairnessKey,
    idempotencyKey,
    scheduledTime,
  };
}

const firstLookMs = 50;
const longestLookMs = 1000;

/** Waits until a run has ended, or the time is up, and answers it as it stands then. */
async function awaitRun(
  started: DelayedOutcome,
  { timeoutSeconds = Infinity, signal }: DeploymentRequest,
  { store, results }: DeploymentServices,
): Promise<DeploymentRun> {
  const deadline = performance.now() + timeoutSeconds * 1000;
  let run = started;
  for (let lookMs = firstLookMs; !run.isFinished; lookMs = Math.min(lookMs * 1.5, longestLookMs)) {
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) break;
    const options = signal ? { signal } : {};
    await sleep(Math.min(lookMs, leftMs), undefined, options).catch(() => {});
    signal?.throwIfAborted();
    run = (await store.readFlowRun(run.flowRunId)) ?? run;
  }
  return await asRun(run, results);
}

/** A run as it stands, with its result or error. */
export async function asRun(run: DelayedOutcome, results: Results): Promise<DeploymentRun> {
  const { flowRunId: id, name } = run;
  const state = new State({
    type: stateTypeOf(run.stateType) ?? "PENDING",
    name: run.stateName,
    message: run.stateMessage ?? undefined,
    data:
      run.stateType === "COMPLETED"
        ? await results.read(run.result, run.resultMeta, placeOf(run))
        : reviveError(run.error),
  });
  return new DeploymentRun(id, name, state);
}

/** Where the result of a run is to be read that was executed elsewhere. */
function placeOf({ flowRunId, name }: DelayedOutcome): ResultPlace {
  return {
    subject: `The result of flow run "${name}"`,
    flowRunId,
    epoch: 0,
    persists: true,
    storage: undefined,
    isApart: false,
    serializer: undefined,
    inMemory: false,
    makeKey: () => flowRunId,
  };
}
