/** What is known about the flow run that the code runs in. */
export interface FlowRunInfo {
  readonly id: string;
  readonly name: string;
  readonly flowName: string;
  /** Of the code that runs. */
  readonly flowVersion: string | null;
  /** `flow/deployment`, or null for a run that was started by calling the flow. */
  readonly deployment: string | null;
  readonly deploymentId: string | null;
  readonly deploymentName: string | null;
  readonly deploymentVersion: string | null;
  /** The run that has called this one, and its deployment. */
  readonly parentFlowRunId: string | null;
  readonly parentDeploymentId: string | null;
  /** The run at the top: without a parent, the run itself. */
  readonly rootFlowRunId: string;
  /** When it was to start. */
  readonly scheduledStartTime: Date;
  /** Where the API answers questions about the run: the setting `PROVOST_API_URL`. */
  readonly apiUrl: string;
  /** The page of the run below `PROVOST_UI_URL`; null when that is not set. */
  readonly uiUrl: string | null;
  /** What the run, not its deployment, says of the infrastructure that it runs on. */
  readonly jobVariables: Readonly<Record<string, unknown>>;
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

/** What is known about the deployment whose run the code is part of; null outside of one. */
export interface DeploymentInfo {
  readonly id: string | null;
  readonly name: string | null;
  readonly version: string | null;
  /** The run of it, and the parameters that it was given. */
  readonly flowRunId: string | null;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What is known about the task run that the code runs in. */
export interface TaskRunInfo {
  readonly id: string;
  /** The replay key: unique within the flow run and the same on every attempt. */
  readonly key: string;
  readonly name: string;
  readonly taskName: string;
  /** Where the API answers questions about the run: the setting `PROVOST_API_URL`. */
  readonly apiUrl: string;
  /** The page of the run below `PROVOST_UI_URL`; null when that is not set. */
  readonly uiUrl: string | null;
  readonly tags: readonly string[];
  readonly parameters: readonly unknown[];
  /** Which attempt this is, from 1. */
  readonly runCount: number;
  /** Aborted when the task is out of time or its flow run has to stop. */
  readonly signal: AbortSignal;
  /** The same on every attempt: hand it to systems that tell repeated requests apart by a key. */
  readonly idempotencyKey: string;
}
