import type { DelayedOutcome } from "../../db/runFunctions.ts";
import { DatabaseUnreachable } from "../../errors.ts";
import type { DeploymentRequest, DeploymentRun } from "../../flow/deployments/runDeployment.ts";
import type { CallScope } from "../calls/callScope.ts";
import { asRun, startOf } from "./deploymentRuns.ts";
import { hashInput } from "../replay/inputHash.ts";
import { newId } from "../store/newId.ts";
import { deploymentKey } from "../replay/replayKeys.ts";
import { RunStopped } from "../flows/runStopped.ts";
import type { DeploymentCaller } from "../store/runStore.ts";

/**
 * Runs a deployment for the code of a run. The call, known again by its number among its like,
 * leads to one run, which is waited for again when the calling run is continued.
 */
export async function callDeployment(
  scope: CallScope,
  request: DeploymentRequest,
  index: number,
): Promise<DeploymentRun> {
  scope.expectOpen();
  const { flowRun, services, waits } = scope.host;
  const { timeoutSeconds, signal } = request;
  const started = await start(scope, request, index);
  if (started.isFinished || timeoutSeconds === 0) return await asRun(started, services.results);
  // A next attempt, which may try the run again, waits anew.
  const key = `${started.flowRunId}@${flowRun.runCount}.${scope.taskRun?.runCount ?? 0}`;
  await orAborted(scope.waitForFlowRun(started.flowRunId, { timeoutSeconds, key }), signal);
  const read = async () => {
    const run = await services.store.readFlowRun(started.flowRunId);
    return await asRun(run ?? started, services.results);
  };
  return await waits.whileBusy(read());
}

/** Throws the reason of the signal, if it is aborted first. */
async function orAborted(
  waiting: Promise<unknown>,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (!signal) {
    await waiting;
    return;
  }
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    await Promise.race([waiting, promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

async function start(
  scope: CallScope,
  request: DeploymentRequest,
  index: number,
): Promise<DelayedOutcome> {
  const { host } = scope;
  const key = deploymentKey(scope.path, request.deployment, index);
  const run = startOf(request);
  const idempotencyKey = run.idempotencyKey ?? `${host.flowRun.id}/${key}`;
  let cause: unknown;
  try {
    const started = request.asSubflow
      ? await host.services.store.startDeploymentRun(
          run,
          await callerOf(scope, request, key, index),
        )
      : await host.services.store.startDeploymentRun({ ...run, idempotencyKey });
    if (started) return started;
  } catch (error) {
    if (!(error instanceof DatabaseUnreachable)) throw error;
    cause = error;
  }
  throw host.stop(new RunStopped("lost", { cause }));
}

/** @throws ReplayMismatch when the call has completed with other parameters */
async function callerOf(
  scope: CallScope,
  { deployment, parameters, tags }: DeploymentRequest,
  key: string,
  index: number,
): Promise<DeploymentCaller> {
  const { flowRun, epoch, replay } = scope.host;
  const inputHash = hashInput([parameters]);
  const task = { name: deployment, settings: { replayMismatch: "fail" } } as const;
  const call = { key, scope, inputHash, task };
  const recorded = await replay.find(call);
  const hasEnded = recorded !== undefined && endings.has(recorded.stateType);
  return {
    flowRunId: flowRun.id,
    epoch,
    taskRunId: recorded?.taskRunId ?? newId(),
    key: call.key,
    name: `${deployment}-${index}`,
    tags,
    inputHash,
    // What ended in an attempt before this one is tried again.
    retryEnded: scope.isRerun || (hasEnded && recorded?.isFinal !== true),
  };
}

const endings: ReadonlySet<string> = new Set(["FAILED", "CANCELLED", "CRASHED"]);
