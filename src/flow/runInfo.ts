/** What is known about the flow run that the code runs in. */
export interface FlowRunInfo {
  readonly id: string;
  readonly name: string;
  readonly flowName: string;
  /** `flow/deployment`, or null for a run that was started by calling the flow. */
  readonly deployment: string | null;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
  /** How often the run was started, this time included. */
  readonly runCount: number;
  /** Aborted when the run is cancelled, lost, drained or out of time. */
  readonly signal: AbortSignal;
  /** The same on every attempt: hand it to systems that tell repeated requests apart by a key. */
  readonly idempotencyKey: string;
  /** Rises with every change of holder: hand it to systems that refuse writers of the past. */
  readonly fencingToken: number;
}

/** What is known about the task run that the code runs in. */
export interface TaskRunInfo {
  readonly id: string;
  /** The replay key: unique within the flow run and the same on every attempt. */
  readonly key: string;
  readonly name: string;
  readonly taskName: string;
  readonly tags: readonly string[];
  readonly parameters: readonly unknown[];
  /** Which attempt this is, from 1. */
  readonly runCount: number;
  /** Aborted when the task is out of time or its flow run has to stop. */
  readonly signal: AbortSignal;
  /** The same on every attempt: hand it to systems that tell repeated requests apart by a key. */
  readonly idempotencyKey: string;
}
