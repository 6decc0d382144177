import { InvalidInput } from "../../errors.ts";
import { RetryAfter } from "../../flow/retries.ts";
import { isFinal, State } from "../../flow/states/states.ts";
import { failureMessage, storeError } from "../store/errorJson.ts";
import { recordTaskRun } from "./recordTaskRun.ts";
import { isRetriable } from "./retriable.ts";
import { retriesOf, taskRetries } from "./retryPolicy.ts";
import type { NextAttempt } from "./runAttempt.ts";
import { RunStopped } from "../flows/runStopped.ts";
import type { TaskAttempt } from "./taskAttempt.ts";
import { asTaskHook, runTaskHooks } from "./taskHooks.ts";
import type { TaskRun } from "./taskRun.ts";

/** Records an attempt that threw. Answers the next one, or throws the error when there is none. */
export async function failTaskRun(
  call: TaskRun,
  attempt: TaskAttempt,
  error: unknown,
  isWorthRetry?: false,
): Promise<NextAttempt | undefined> {
  if (error instanceof RunStopped) throw call.scope.host.stopped ?? error;
  const isTimeout = attempt.isTimeout(error);
  const state = new State({
    type: "FAILED",
    name: isTimeout ? "TimedOut" : "Failed",
    message: isTimeout ? storeError(error).message : failureMessage(error),
    data: error,
  });
  return await endTaskRun(call, attempt, state, error, isWorthRetry);
}

/** Records that an attempt ended in a state other than Completed, and does as `failTaskRun`. */
export async function endTaskRun(
  call: TaskRun,
  attempt: TaskAttempt,
  state: State,
  error: unknown = state.result({ raiseOnFailure: false }),
  isWorthRetry?: false,
): Promise<NextAttempt | undefined> {
  if (call.scope.host.stopped) throw call.scope.host.stopped;
  if (!isFinal(state)) return await failTaskRun(call, attempt, notFinal(call, state), false);
  const { message = failureMessage(error) } = state;
  call.state = state;
  if (call.isMirror) throw error;
  // A next attempt begins a transaction of its own.
  await attempt.openTransaction?.rollbackAlone();
  const answer = await recordTaskRun(call, state.type, {
    stateName: state.name,
    message,
    error: storeError(error),
    retriable: isWorthRetry ?? (await askForRetry(call, attempt, error)),
    retrying: taskRetries(call.task.settings, call.scope.host.services.tasks),
    retryAfterSeconds: error instanceof RetryAfter ? error.delaySeconds : undefined,
  });
  if (answer.status === "ACCEPT") {
    const verb = state.type === "FAILED" ? "failed" : `ended as ${state.name}`;
    attempt.logger.error(`Task run "${call.name}" ${verb}: ${message}`);
    if (state.type === "FAILED") await runTaskHooks(attempt, "onFailure");
    await call.scope.currentTransaction()?.rollback();
    throw error;
  }
  if (answer.stateType === "COMPLETED") {
    await call.adopt(answer);
    return undefined;
  }
  const delaySeconds = answer.delaySeconds ?? 0;
  call.state = new State({ type: "SCHEDULED", name: "AwaitingRetry", message });
  const when = delaySeconds === 0 ? "at once" : `in ${Math.round(delaySeconds * 1000) / 1000} s`;
  attempt.logger.info(`Task run "${call.name}" failed and runs again ${when}: ${message}`);
  return { delaySeconds };
}

/** False if a retry would not help: the error says so, or the condition, or that one throws. */
async function askForRetry(
  call: TaskRun,
  attempt: TaskAttempt,
  error: unknown,
): Promise<false | undefined> {
  const { settings } = call.task;
  const { retryConditionFn } = settings;
  if (retriesOf(settings, call.scope.host.services.tasks) === 0) return undefined;
  if (!isRetriable(error)) return false;
  if (!retryConditionFn) return undefined;
  try {
    const ask = () => retryConditionFn(call.task, attempt, call.state);
    return (await asTaskHook(attempt, "retryConditionFn", ask)) ? undefined : false;
  } catch (thrown) {
    attempt.logger.error(`\`retryConditionFn\` failed: ${failureMessage(thrown)}`);
    return false;
  }
}

function notFinal({ task }: TaskRun, { name, type }: State): InvalidInput {
  return new InvalidInput(`Task "${task.name}" returned the state ${name}, which is not final.`, {
    detail: `Its type is ${type}.`,
    hint: "Return data, or a state of type COMPLETED, FAILED, CANCELLED or CRASHED.",
  });
}
