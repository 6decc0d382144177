import { listRetryDelays } from "../../flow/retries.ts";
import type { FlowSettings } from "../../flow/flowOptions.ts";
import type { TaskSettings } from "../../flow/taskOptions.ts";
import type { Settings } from "../../settings/settings.ts";
import type { TaskRetries } from "../store/runStore.ts";

// What definitions leave open about retries is filled in where they are run.

/** How often a task is tried again when it fails. */
export function retriesOf(
  { retries }: TaskSettings,
  { defaultRetries }: Settings["tasks"],
): number {
  return retries ?? defaultRetries;
}

/** What the database has to know about a task that failed. */
export function taskRetries(task: TaskSettings, defaults: Settings["tasks"]): TaskRetries {
  const retries = retriesOf(task, defaults);
  const { retryJitterFactor, retryDelays = defaults.defaultRetryDelaySeconds } = task;
  return { retries, retryDelays: listRetryDelays(retryDelays, retries), retryJitterFactor };
}

/** A flow whose retries are known. */
export function withFlowRetries(
  flow: FlowSettings,
  { defaultRetries, defaultRetryDelaySeconds }: Settings["flows"],
): FlowSettings & { retries: number; retryDelaySeconds: number } {
  const { retries = defaultRetries, retryDelaySeconds = defaultRetryDelaySeconds } = flow;
  return { ...flow, retries, retryDelaySeconds };
}
