import {
  expectId,
  expectOneOf,
  expectString,
  optional,
  refuseUnknownOptions,
} from "../optionChecks.ts";
import { currentRunner } from "../runs/runner.ts";
import type { State } from "../states/states.ts";

/**
 * What a retry runs again: what has not completed (`failedOnly`), a task run and all that started
 * after it (`fromTask`), or everything (`all`).
 */
export type RetryMode = (typeof retryModes)[number];
const retryModes = ["failedOnly", "fromTask", "all"] as const;

export interface RetryFlowRunOptions {
  /** Default: `fromTask` if a task is given, else `failedOnly`. */
  mode?: RetryMode;
  /** The key, the id or the name of a task run, or the name of a task. */
  fromTask?: string;
}

export interface RetryRequest {
  readonly flowRunId: string;
  readonly mode: RetryMode | undefined;
  readonly fromTask: string | undefined;
}

/** A run that waits for being executed again. */
export interface RetriedRun {
  readonly id: string;
  readonly name: string;
  readonly state: State;
}

/**
 * Runs a flow run of a deployment again that has ended, as its next attempt. Recorded results of
 * what does not run again are used as they are.
 * @throws InvalidInput for a run that goes on or belongs to no deployment; NotFound
 */
export async function retryFlowRun(
  flowRunId: string,
  options: RetryFlowRunOptions = {},
): Promise<RetriedRun> {
  refuseUnknownOptions("retry", options, ["mode", "fromTask"]);
  return await currentRunner().retryFlowRun({
    flowRunId: expectId("flowRunId", flowRunId),
    mode: optional(options, "mode", (subject, mode) => expectOneOf(subject, mode, retryModes)),
    fromTask: optional(options, "fromTask", expectString),
  });
}
