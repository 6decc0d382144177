import { DatabaseUnreachable } from "../../errors.ts";
import type { StateType } from "../../flow/states/states.ts";
import { RunStopped } from "../flows/runStopped.ts";
import type { TaskAnswer, TaskRecord } from "../store/runStore.ts";
import type { TaskRun } from "./taskRun.ts";

/** Sends a record in another way than together with others. */
export type RecordSender = (record: TaskRecord) => Promise<TaskAnswer>;

/**
 * Records what has become of a task run, and answers what the database made of it.
 * @throws RunStopped when the run has another holder, or the database is gone for too long
 */
export async function recordTaskRun(
  call: TaskRun,
  type: StateType,
  facts?: Partial<TaskRecord>,
  send?: RecordSender,
): Promise<TaskAnswer> {
  const { host } = call.scope;
  const isOnlyRecord = type === "COMPLETED" && !call.isReported;
  call.isReported = true;
  let answer: TaskAnswer;
  try {
    const record: TaskRecord = {
      id: call.id,
      flowRunId: host.flowRun.id,
      epoch: host.epoch,
      key: call.key,
      name: call.name,
      task: call.task,
      tags: call.tags,
      inputs: call.inputs,
      type,
      stateName: facts?.stateName,
      message: facts?.message,
      startedAt: call.attempt?.startedAt ?? performance.now(),
      runCount: call.attempt?.runCount ?? 1,
      result: facts?.result,
      error: facts?.error,
      inputHash: call.inputHash,
      retriable: facts?.retriable,
      retrying: facts?.retrying,
      retryAfterSeconds: facts?.retryAfterSeconds,
      cacheKey: facts?.cacheKey,
      cacheExpirationSeconds: facts?.cacheExpirationSeconds,
      refreshCache: facts?.refreshCache,
      order: isOnlyRecord ? undefined : call,
    };
    answer = await (send ? send(record) : host.services.store.recordTaskRun(record));
  } catch (error) {
    if (error instanceof DatabaseUnreachable && !send)
      throw host.stop(new RunStopped("lost", { cause: error }));
    throw error;
  }
  call.isKnown = true;
  if (answer.status === "ABORT") throw host.stop(new RunStopped("lost"));
  return answer;
}
