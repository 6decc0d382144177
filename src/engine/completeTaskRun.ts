import type { State } from "../flow/states.ts";
import { recordTaskRun } from "./recordTaskRun.ts";
import { encodeResult } from "./resultCodec.ts";
import type { EncodedResult } from "./resultCodec.ts";
import { runHooks } from "./runHooks.ts";
import type { TaskAttempt } from "./taskAttempt.ts";
import type { TaskRun } from "./taskRun.ts";

/** Records that a task has completed. Its caller goes on when the result is durable. */
export async function completeTaskRun(
  call: TaskRun,
  attempt: TaskAttempt,
  state: State,
): Promise<undefined> {
  const result = encodeResult(`The result of task "${call.task.name}"`, state.data);
  const answer = await recordTaskRun(call, "COMPLETED", {
    result,
    stateName: state.name === "Completed" ? undefined : state.name,
    message: state.message,
  });
  if (answer.status === "REJECT") {
    call.adopt(answer);
    return;
  }
  call.state = state;
  if (call.scope.isRetried) remember(call, attempt, result);
  const { onCompletion } = call.task.settings;
  if (onCompletion.length > 0) {
    await runHooks(onCompletion, attempt.logger, call.task, attempt, call.state);
  }
}

/** Keeps the result for when the caller is run again in this process. */
function remember(call: TaskRun, { runCount }: TaskAttempt, { json, meta }: EncodedResult): void {
  call.scope.host.replay.remember({
    key: call.key,
    taskRunId: call.id,
    stateType: "COMPLETED",
    stateName: call.state.name,
    runCount,
    ...(call.inputHash === undefined ? {} : { inputHash: call.inputHash }),
    result: JSON.parse(json),
    resultMeta: meta === null ? null : JSON.parse(meta),
  });
}
