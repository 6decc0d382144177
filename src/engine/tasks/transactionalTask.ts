import { DatabaseUnreachable } from "../../errors.ts";
import type { State } from "../../flow/states/states.ts";
import { completeTaskRun } from "./completeTaskRun.ts";
import { endState } from "./endState.ts";
import { recordTaskRun } from "./recordTaskRun.ts";
import { RunStopped } from "../flows/runStopped.ts";
import type { TaskAnswer, TaskRecord, TaskTransaction } from "../store/runStore.ts";
import type { TaskAttempt } from "./taskAttempt.ts";
import type { TaskRun } from "./taskRun.ts";

/**
 * Runs an attempt whose code works in a database transaction, which is committed with the record
 * of its result: both happen, or neither does, whenever the process dies. Answers how it ended;
 * if it completed, that is recorded.
 *
 * The fence is looked at when the transaction begins, and locked only when the result is recorded:
 * that decides. So a task that takes long keeps nobody from cancelling or taking over its run.
 */
export async function runTransactional(call: TaskRun, attempt: TaskAttempt): Promise<State> {
  const { host } = call.scope;
  const { transactional, timeoutSeconds } = call.task.settings;
  const isolation = transactional?.isolation ?? "read committed";
  if (isolation !== "read committed") await reportBefore(call);
  const transaction = await host.services.store.beginTransaction({
    flowRunId: host.flowRun.id,
    epoch: host.epoch,
    isolation,
    idleSeconds: host.services.tasks.transactionIdleSeconds,
    statementSeconds: timeoutSeconds,
  });
  if (!transaction) throw host.stop(new RunStopped("lost"));
  try {
    const end = await endState(await attempt.run(transaction.sql));
    attempt.end();
    if (end.type === "COMPLETED") {
      await completeTaskRun(call, attempt, end, (record) => commitWith(call, transaction, record));
    }
    return end;
  } finally {
    await transaction.end();
  }
}

/**
 * Makes an attempt visible before its transaction begins: one that sees the database as it was at
 * its beginning could not be committed with a record of a task run that has been made known since.
 */
async function reportBefore(call: TaskRun): Promise<void> {
  call.scope.host.services.slowTasks.forget(call);
  await recordTaskRun(call, "RUNNING");
}

/** Records the result and commits. When another result stands, the work is not committed. */
async function commitWith(
  call: TaskRun,
  transaction: TaskTransaction,
  record: TaskRecord,
): Promise<TaskAnswer> {
  const answer = await transaction.recordTaskRun(record);
  if (answer.status !== "ACCEPT") return answer;
  try {
    await transaction.commit();
    return answer;
  } catch (error) {
    if (!(error instanceof DatabaseUnreachable)) throw error;
    // Nobody knows whether the server has committed; what is recorded tells.
    const standing = await recordTaskRun(call, "RUNNING");
    if (standing.stateType === "COMPLETED") return standing;
    throw new Error("The connection was lost before the transaction was committed.", {
      cause: error,
    });
  }
}
