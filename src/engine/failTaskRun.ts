import { State } from "../flow/states.ts";
import { failureMessage, storeError } from "./errorJson.ts";
import { recordTaskRun } from "./recordTaskRun.ts";
import type { NextAttempt } from "./runAttempt.ts";
import { runHooks } from "./runHooks.ts";
import { RunStopped } from "./runStopped.ts";
import type { TaskAttempt } from "./taskAttempt.ts";
import type { TaskRun } from "./taskRun.ts";

/** Records a failed attempt. Answers the next one, or throws the error when there is none. */
export async function failTaskRun(
  call: TaskRun,
  attempt: TaskAttempt,
  error: unknown,
  isWorthRetry?: false,
): Promise<NextAttempt | undefined> {
  const { stopped } = call.scope.host;
  if (stopped || error instanceof RunStopped) throw stopped ?? error;
  const isTimeout = attempt.isTimeout(error);
  const name = isTimeout ? "TimedOut" : "Failed";
  const message = isTimeout ? storeError(error).message : failureMessage(error);
  call.state = new State({ type: "FAILED", name, message, data: error });
  const answer = await recordTaskRun(call, "FAILED", {
    stateName: name,
    message,
    error: storeError(error),
    retriable: isWorthRetry ?? (await askRetryCondition(call, attempt)),
  });
  if (answer.status === "ACCEPT") {
    attempt.logger.error(`Task run "${call.name}" failed: ${message}`);
    await runHooks(call.task.settings.onFailure, attempt.logger, call.task, attempt, call.state);
    throw error;
  }
  if (answer.stateType === "COMPLETED") {
    call.adopt(answer);
    return undefined;
  }
  const delaySeconds = answer.delaySeconds ?? 0;
  call.state = new State({ type: "SCHEDULED", name: "AwaitingRetry", message });
  attempt.logger.info(
    `Task run "${call.name}" failed and runs again in ${delaySeconds} s: ${message}`,
  );
  return { delaySeconds };
}

/** False if the condition says so or throws; undefined if there is none to ask. */
async function askRetryCondition(call: TaskRun, attempt: TaskAttempt): Promise<false | undefined> {
  const { retries, retryConditionFn } = call.task.settings;
  if (retries === 0 || !retryConditionFn) return undefined;
  try {
    return (await retryConditionFn(call.task, attempt, call.state)) ? undefined : false;
  } catch (error) {
    attempt.logger.error(`\`retryConditionFn\` failed: ${failureMessage(error)}`);
    return false;
  }
}
