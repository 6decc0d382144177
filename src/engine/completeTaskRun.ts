import type { State } from "../flow/states.ts";
import { recordTaskRun } from "./recordTaskRun.ts";
import { placeOfTask } from "./results/places.ts";
import { runHooks } from "./runHooks.ts";
import type { TaskAttempt } from "./taskAttempt.ts";
import { cacheFacts } from "./taskCache.ts";
import type { TaskRun } from "./taskRun.ts";

/** Records that a task has completed. Its caller goes on when the result is durable. */
export async function completeTaskRun(
  call: TaskRun,
  attempt: TaskAttempt,
  state: State,
): Promise<void> {
  const result = await call.scope.host.services.results.keep(state.data, placeOfTask(call));
  const answer = await recordTaskRun(call, "COMPLETED", {
    result,
    stateName: state.name === "Completed" ? undefined : state.name,
    message: state.message,
    ...cacheFacts(call),
  });
  if (answer.status === "REJECT") {
    await call.adopt(answer);
    return;
  }
  call.state = state;
  call.remember(result);
  await completed(call, attempt);
}

/** Runs the hooks of a task run that has completed. */
export async function completed(call: TaskRun, attempt: TaskAttempt): Promise<void> {
  const { onCompletion } = call.task.settings;
  if (onCompletion.length > 0) {
    await runHooks(onCompletion, attempt.logger, call.task, attempt, call.state);
  }
}
