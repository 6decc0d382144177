import { ProvostError } from "../../errors.ts";
import { ResultStorageFailed } from "../../flow/runs/runErrors.ts";
import { State } from "../../flow/states/states.ts";
import { completeTaskRun } from "./completeTaskRun.ts";
import { endState } from "./endState.ts";
import { enterTags } from "../calls/enterTags.ts";
import { endTaskRun, failTaskRun } from "./failTaskRun.ts";
import { TaskAttempt } from "./taskAttempt.ts";
import { leaveCache, mayBeCached, takeFromCache } from "./taskCache.ts";
import { runTaskHooks } from "./taskHooks.ts";
import type { TaskRun } from "./taskRun.ts";
import { runTransactional } from "./transactionalTask.ts";
import { transactionOptionsOf } from "../transactions/transactionTask.ts";

const running = new State({ type: "RUNNING" });
const retrying = new State({ type: "RUNNING", name: "Retrying" });

/** Another attempt is to come. */
export interface NextAttempt {
  readonly delaySeconds: number;
}

/**
 * Runs one attempt of a task run, and records how it ended. What an attempt has to have before it
 * starts is obtained at the top; what stands for its result is looked up before its function is
 * called. Answers the next attempt, or nothing when the task run is over.
 */
export async function runAttempt(
  call: TaskRun,
  runCount: number,
): Promise<NextAttempt | undefined> {
  try {
    return await run(call, runCount);
  } finally {
    if (call.cacheUse) await leaveCache(call);
  }
}

async function run(call: TaskRun, runCount: number): Promise<NextAttempt | undefined> {
  if (call.tags.length === 0 || !takesSlots(call)) return await runWithSlots(call, runCount);
  const entry = await enterTags(call);
  if ("refused" in entry) {
    call.attempt = new TaskAttempt(call, runCount);
    return await failTaskRun(call, call.attempt, entry.refused, false);
  }
  try {
    return await runWithSlots(call, runCount);
  } finally {
    void entry.slots.release();
  }
}

/** What only stands for what its code calls would wait, with its slot, for slots of that. */
const takesSlots = ({ task }: TaskRun): boolean => !task.standsFor && !transactionOptionsOf(task);

async function runWithSlots(call: TaskRun, runCount: number): Promise<NextAttempt | undefined> {
  const { slowTasks } = call.scope.host.services;
  const attempt = new TaskAttempt(call, runCount);
  call.attempt = attempt;
  call.state = runCount === 1 ? running : retrying;
  // Said first, so that a failure is not taken for the one that is recorded already.
  if (call.scope.isRerun && !call.isReported) call.reportSlow();
  slowTasks.watch(call, attempt.startedAt);
  let end: State;
  try {
    if (mayBeCached(call) && (await takeFromCache(call, attempt))) {
      await runTaskHooks(attempt, "onCompletion");
      return undefined;
    }
    if (call.task.settings.onRunning.length > 0) await runTaskHooks(attempt, "onRunning");
    if (call.task.settings.transactional) {
      end = await runTransactional(call, attempt);
      if (end.type === "COMPLETED") return undefined;
    } else {
      const ended = endState(await attempt.run());
      end = ended instanceof State ? ended : await ended;
    }
  } catch (error) {
    // Said to be running after its failure is recorded, it would be so for ever.
    slowTasks.forget(call);
    return await failTaskRun(call, attempt, error);
  } finally {
    attempt.end();
    slowTasks.forget(call);
  }
  try {
    if (end.type === "COMPLETED") {
      await completeTaskRun(call, attempt, end);
      return undefined;
    }
  } catch (error) {
    return await failTaskRun(call, attempt, error, isFaultOfResult(error) ? false : undefined);
  }
  return await endTaskRun(call, attempt, end);
}

/** A result that cannot be encoded is no better at the next attempt; storages and hooks may be. */
const isFaultOfResult = (error: unknown): boolean =>
  error instanceof ProvostError && !(error instanceof ResultStorageFailed);
