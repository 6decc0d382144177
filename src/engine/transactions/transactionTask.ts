import { NO_CACHE, cacheKeyFn } from "../../flow/results/cachePolicy.ts";
import type { LooseFunction } from "../../flow/calls/looseFunction.ts";
import { completeTaskOptions } from "../../flow/taskOptions.ts";
import type { TaskDefinition } from "../../flow/taskOptions.ts";
import type { Transaction, TransactionOptions } from "../../flow/results/transaction.ts";
import { runScopes } from "../../flow/runs/runScope.ts";

const optionsOf = new WeakMap<TaskDefinition, TransactionOptions>();

/**
 * A transaction as a task of the code that begins it: its body has a row of its own, is not run
 * again once it is recorded, and with a key its result is found in the cache.
 */
export function transactionTask(
  options: TransactionOptions,
  body: (transaction: Transaction) => unknown,
): TaskDefinition {
  const { name = "transaction", key, isolationLevel, overwrite = false } = options;
  const fn: LooseFunction = () => {
    const open = runScopes.getStore()?.currentTransaction();
    return open && body(open);
  };
  const policy =
    key === undefined
      ? NO_CACHE
      : cacheKeyFn(() => `transaction ${key}`).configure(isolationLevel ? { isolationLevel } : {});
  const settings = completeTaskOptions(
    { name, cachePolicy: policy, persistResult: true, refreshCache: overwrite },
    fn,
  );
  const task: TaskDefinition = { name, settings, fn };
  optionsOf.set(task, options);
  return task;
}

/** The options of the transaction that a task stands for; undefined for all other tasks. */
export function transactionOptionsOf(task: TaskDefinition): TransactionOptions | undefined {
  return optionsOf.get(task);
}
