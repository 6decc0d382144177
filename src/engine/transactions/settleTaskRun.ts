import type { StagedRun } from "../../flow/results/transaction.ts";
import { recordTaskRun } from "../tasks/recordTaskRun.ts";
import type { RecordedTask } from "../store/runStore.ts";
import type { TaskAttempt } from "../tasks/taskAttempt.ts";
import type { TaskRun } from "../tasks/taskRun.ts";
import { OpenTransaction } from "./openTransaction.ts";
import type { TransactionRecords } from "./openTransaction.ts";
import { transactionOptionsOf } from "./transactionTask.ts";

/** Whether a task run has hooks, and so is a transaction even when it stands alone. */
export function hasTransactionHooks({ task: { settings } }: TaskRun): boolean {
  return settings.onCommit.length > 0 || settings.onRollback.length > 0;
}

/**
 * Before a task run is recorded as completed: commits what it is to commit by itself. Answers the
 * name of the state to record, if it is not Completed: a body that was rolled back runs again.
 * @throws what a commit hook threw, after the rollback
 */
export async function commitBeforeRecord(
  call: TaskRun,
  attempt: TaskAttempt,
  open: OpenTransaction,
  result: unknown,
): Promise<string | undefined> {
  const { onCommit, onRollback } = call.task.settings;
  open.addHooks(stagedRun(call, result), onCommit, onRollback);
  if (open.commitsItself) await open.commit();
  else if (open.isOff && !open.isCommitted()) await open.rollback();
  const isUndone = transactionOptionsOf(call.task) && attempt.openTransaction?.isRolledBack();
  return isUndone ? "RolledBack" : undefined;
}

/** After a task run was recorded: leaves what is not settled to the transaction around it. */
export async function stageAfterRecord(call: TaskRun, open: OpenTransaction): Promise<void> {
  const parent = call.scope.currentTransaction();
  if (parent && open.state === "ACTIVE") await open.stageIn(parent, recordsOf(call));
}

/** A recorded task run takes part in its transaction like one that has just run. */
export async function stageRecorded(call: TaskRun, result: unknown): Promise<void> {
  const parent = call.scope.currentTransaction();
  if (!parent) return;
  const open = transactionOf(call, parent);
  const { onCommit, onRollback } = call.task.settings;
  open.addHooks(stagedRun(call, result), onCommit, onRollback);
  await open.stageIn(parent, recordsOf(call));
}

/**
 * A process died while it rolled a task run back: its hooks are called again, so that all of them
 * have been, and then it runs anew.
 */
export async function finishRollback(call: TaskRun, recorded: RecordedTask): Promise<void> {
  const open = transactionOf(call, undefined);
  const result = await call.adopt(recorded);
  const { onRollback } = call.task.settings;
  open.addHooks(stagedRun(call, result), [], onRollback);
  await open.rollbackAlone();
  await recordsOf(call).rolledBack?.(undefined);
}

/** The transaction of a call whose code does not run. */
function transactionOf(call: TaskRun, parent: OpenTransaction | undefined): OpenTransaction {
  const { logger } = call.scope;
  return new OpenTransaction({ id: call.key, name: call.name, parent, logger });
}

function stagedRun(call: TaskRun, result: unknown): StagedRun {
  const { key, name, task, args } = call;
  return { key, name, taskName: task.name, parameters: args, result };
}

/** What becomes of the record of a task run when its transaction is settled. */
function recordsOf(call: TaskRun): TransactionRecords {
  const { cacheUse } = call;
  const { host } = call.scope;
  call.cacheUse = undefined;
  return {
    async committed() {
      if (!cacheUse) return;
      await host.services.store.cacheTaskRun({
        flowRunId: host.flowRun.id,
        epoch: host.epoch,
        key: call.key,
        cacheKey: cacheUse.key,
        cacheExpirationSeconds: call.task.settings.cacheExpirationSeconds,
      });
    },
    async rollingBack() {
      host.replay.forget(call.key);
      await recordTaskRun(call, "COMPLETED", { stateName: "RollingBack" });
    },
    async rolledBack(failure) {
      host.replay.forget(call.key);
      const message =
        failure === undefined
          ? "Rolled back with its transaction."
          : `Rolled back with its transaction, but a hook failed: ${failure}`;
      await recordTaskRun(call, "COMPLETED", { stateName: "RolledBack", message });
    },
    async settled() {
      await cacheUse?.unlock?.();
    },
  };
}
