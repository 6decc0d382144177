import { State } from "../flow/states.ts";
import { recordTaskRun } from "./recordTaskRun.ts";
import { encodeResult } from "./resultCodec.ts";
import type { EncodedResult } from "./resultCodec.ts";
import { runHooks } from "./runHooks.ts";
import type { TaskAttempt } from "./taskAttempt.ts";
import type { TaskRun } from "./taskRun.ts";

/** Records what an attempt answered. Its caller goes on when the result is durable. */
export async function completeTaskRun(
  call: TaskRun,
  attempt: TaskAttempt,
  value: unknown,
): Promise<undefined> {
  const result = encodeResult(`The result of task "${call.task.name}"`, value);
  const answer = await recordTaskRun(call, "COMPLETED", { result });
  if (answer.status === "REJECT") {
    call.adopt(answer);
    return;
  }
  call.state = new State({ type: "COMPLETED", data: value });
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
    stateType: "COMPLETED",
    stateName: call.state.name,
    runCount,
    ...(call.inputHash === undefined ? {} : { inputHash: call.inputHash }),
    result: JSON.parse(json),
    resultMeta: meta === null ? null : JSON.parse(meta),
  });
}
