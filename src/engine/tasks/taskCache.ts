import { DEFAULT, cacheKeyFn } from "../../flow/results/cachePolicy.ts";
import type { CacheConfiguration, CachePolicy } from "../../flow/results/cachePolicy.ts";
import { addressOf } from "../../flow/results/resultStorage.ts";
import { ResultMissing, ResultStorageFailed } from "../../flow/runs/runErrors.ts";
import { State } from "../../flow/states/states.ts";
import { failureMessage } from "../store/errorJson.ts";
import type { Unlock } from "../replay/keyLocks.ts";
import { recordTaskRun } from "./recordTaskRun.ts";
import { inputsOf, persists, placeOfTask, storageKeyOf } from "../results/places.ts";
import { isStored } from "../results/storedMeta.ts";
import type { EncodedResult } from "../store/resultCodec.ts";
import type { CachedResult } from "../store/runStore.ts";
import type { TaskAttempt } from "./taskAttempt.ts";
import type { TaskRun } from "./taskRun.ts";
import { transactionOptionsOf } from "../transactions/transactionTask.ts";

/** How an attempt of a task run takes part in the cache. */
export interface CacheUse {
  readonly key: string;
  readonly configuration: Readonly<CacheConfiguration>;
  readonly isRefreshed: boolean;
  /** Gives the key back, if it was locked. */
  unlock: Unlock | undefined;
}

/** Whether a task may take part in the cache at all. */
export function mayBeCached({ task, scope, channel }: TaskRun): boolean {
  const { settings } = task;
  const { tasks } = scope.host.services;
  // The values of a generator are not kept.
  if (channel) return false;
  const isWished = settings.cachePolicy !== undefined || settings.resultStorageKey !== undefined;
  // The key of a transaction tells what was done, and is no mere saving of work.
  const isDisabled = tasks.disableCaching && !transactionOptionsOf(task);
  return (isWished || !tasks.defaultNoCache) && !isDisabled;
}

/**
 * Ends a task run with a result that is cached under its key, if there is one. Else, what the
 * attempt answers goes to the cache, and with SERIALIZABLE no other run computes it meanwhile.
 */
export async function takeFromCache(call: TaskRun, attempt: TaskAttempt): Promise<boolean> {
  const use = planUse(call, attempt);
  call.cacheUse = use;
  if (!use) return false;
  const { isolationLevel = call.scope.currentTransaction()?.isolationLevel } = use.configuration;
  if (isolationLevel === "SERIALIZABLE") await lockKey(call, attempt, use);
  if (use.isRefreshed) return false;
  const cached = await call.scope.host.services.store.findCachedResult(use.key);
  return cached !== undefined && (await adoptCached(call, attempt, cached));
}

/** What a COMPLETED record says, so that its result goes to the cache. */
export function cacheFacts({ cacheUse, task }: TaskRun) {
  if (!cacheUse) return undefined;
  return {
    cacheKey: cacheUse.key,
    cacheExpirationSeconds: task.settings.cacheExpirationSeconds,
  };
}

export async function leaveCache(call: TaskRun): Promise<void> {
  const { cacheUse } = call;
  call.cacheUse = undefined;
  await cacheUse?.unlock?.();
}

function planUse(call: TaskRun, attempt: TaskAttempt): CacheUse | undefined {
  if (!persists(call)) return undefined;
  const { settings } = call.task;
  try {
    const policy = policyOf(call);
    const key = policy?.computeKey({
      inputs: inputsOf(call),
      taskName: call.task.name,
      taskSource: sourceOf(call.task.fn),
      flowParameters: attempt.flowRun.parameters,
      flowRunId: attempt.flowRun.id,
      callKeyFn: (fn) => fn(attempt, ...call.args),
    });
    if (!policy || typeof key !== "string") return undefined;
    const isRefreshed = settings.refreshCache ?? call.scope.host.services.tasks.refreshCache;
    return { key, configuration: policy.configuration, isRefreshed, unlock: undefined };
  } catch (error) {
    attempt.logger.error(
      `The cache key of task run "${call.name}" could not be made; it runs uncached: ` +
        failureMessage(error),
    );
    return undefined;
  }
}

/** The key of the stored result, if the task names one, is the key of the cache. */
function policyOf(call: TaskRun): CachePolicy | undefined {
  const { resultStorageKey, resultStorage, cachePolicy } = call.task.settings;
  if (resultStorageKey === undefined) return cachePolicy ?? DEFAULT;
  const address = resultStorage === undefined ? "default" : addressOf(resultStorage);
  const policy = cacheKeyFn(() => `result ${address} ${storageKeyOf(call)}`);
  return policy.configure(cachePolicy?.configuration ?? {});
}

const sourceOf = (fn: (...args: never[]) => unknown): string | null => {
  const source = Function.prototype.toString.call(fn);
  return source.endsWith("{ [native code] }") ? null : source;
};

async function lockKey(call: TaskRun, attempt: TaskAttempt, use: CacheUse): Promise<void> {
  const { flowRun, epoch, services } = call.scope.host;
  // What belongs to one transaction does not wait for itself.
  const owner = attempt.currentTransaction()?.outermost.id ?? call.key;
  const holder = { key: use.key, flowRunId: flowRun.id, epoch, holder: owner };
  const inMemory = use.configuration.lockManager === "memory";
  use.unlock = await services.keyLocks.lock(holder, inMemory, attempt.signal);
}

/** False when the result cannot be read any more: then the task runs. */
async function adoptCached(
  call: TaskRun,
  attempt: TaskAttempt,
  cached: CachedResult,
): Promise<boolean> {
  const { host } = call.scope;
  const { results, store } = host.services;
  let data: unknown;
  try {
    data = await results.read(cached.result, cached.resultMeta, placeOfTask(call));
  } catch (error) {
    if (!(error instanceof ResultMissing || error instanceof ResultStorageFailed)) throw error;
    attempt.logger.warn(
      `The cached result of task run "${call.name}" cannot be used; it runs: ` +
        failureMessage(error),
    );
    return false;
  }
  const { resultMeta: meta } = cached;
  if (isStored(meta) && meta.storage === "database") {
    await store.keepResult(meta.key, host.flowRun.id);
  }
  const result: EncodedResult = {
    json: JSON.stringify(cached.result ?? null),
    meta: meta === null ? null : JSON.stringify(meta),
  };
  const message = cached.message ?? undefined;
  const answer = await recordTaskRun(call, "COMPLETED", { stateName: "Cached", message, result });
  if (answer.status === "REJECT") await call.adopt(answer);
  else call.state = new State({ type: "COMPLETED", name: "Cached", message, data });
  call.remember(result);
  return true;
}
