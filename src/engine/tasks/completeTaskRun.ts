import { State } from "../../flow/states/states.ts";
import { recordTaskRun } from "./recordTaskRun.ts";
import type { RecordSender } from "./recordTaskRun.ts";
import { placeOfTask } from "../results/places.ts";
import type { TaskAttempt } from "./taskAttempt.ts";
import { cacheFacts } from "./taskCache.ts";
import { runTaskHooks } from "./taskHooks.ts";
import type { TaskRun } from "./taskRun.ts";
import {
  commitBeforeRecord,
  hasTransactionHooks,
  stageAfterRecord,
} from "../transactions/settleTaskRun.ts";

/** Records that a task has completed. Its caller goes on when the result is durable. */
export async function completeTaskRun(
  call: TaskRun,
  attempt: TaskAttempt,
  state: State,
  send?: RecordSender,
): Promise<void> {
  if (call.task.standsFor) {
    // The database has recorded it, when the flow run behind it completed.
    call.state = state;
    return;
  }
  const open = attempt.currentTransaction(hasTransactionHooks(call));
  const data = open?.staged ? open.staged.value : state.data;
  const undone = open && (await commitBeforeRecord(call, attempt, open, data));
  const result = await call.scope.host.services.results.keep(data, placeOfTask(call));
  const facts = {
    result,
    stateName: undone ?? (state.name === "Completed" ? undefined : state.name),
    message: state.message,
    // What may be rolled back yet is nobody else's to use.
    ...(!open || open.isCommitted() ? cacheFacts(call) : undefined),
  };
  const answer = await recordTaskRun(call, "COMPLETED", facts, send);
  if (answer.status === "REJECT") {
    await call.adopt(answer);
    return;
  }
  call.state =
    data === state.data
      ? state
      : new State({ type: "COMPLETED", name: state.name, message: state.message, data });
  if (undone === undefined) call.remember(result);
  if (open) await stageAfterRecord(call, open);
  if (call.task.settings.onCompletion.length > 0) await runTaskHooks(attempt, "onCompletion");
}
