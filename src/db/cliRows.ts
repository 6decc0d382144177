// What the functions that commands call answer; see cliFunctions.ts.

type StateType = string;
type Json = unknown;

export interface ListedFlow {
  id: string;
  name: string;
  version: string | null;
  description: string | null;
  tags: string[];
  deployments: string[];
  lastRunId: string | null;
  lastRunState: string | null;
  lastRunTime: Date | null;
  created: Date;
  updated: Date;
}

export interface InspectedFlow extends Omit<ListedFlow, "deployments"> {
  deployments: { id: string; name: string; paused: boolean; version: string | null }[];
}

export interface ListedSchedule {
  id: string;
  slug: string;
  active: boolean;
  cron?: string;
  dayOr?: boolean;
  intervalSeconds?: number;
  anchorDate?: string;
  rrule?: string;
  timezone: string;
  /** Missing when it is `planned`, the default. */
  catchUp?: string;
  catchUpWindowSeconds?: number;
  maxCatchUp?: number;
  maxScheduledRuns?: number;
  /** Missing when it is `allow`, the default. */
  overlap?: string;
  /** Why no runs can be planned for it. */
  planningError?: string;
  /** The parameters that nobody gives and without which no run of it can be planned. */
  lacks?: string[];
  /** Set when no more of its times are to come. */
  isOver?: boolean;
  /** Those whose runs are not all planned yet, and why, if they cannot be. */
  backfills?: { from_time: string; to_time: string; run_count: number; planning_error?: string }[];
  parameters: Record<string, Json>;
}

export interface ListedDeployment {
  id: string;
  /** `flow/deployment`. */
  name: string;
  flowName: string;
  workPool: string | null;
  workQueue: string | null;
  entrypoint: string | null;
  paused: boolean;
  tags: string[];
  schedules: ListedSchedule[];
  lastRunId: string | null;
  lastRunState: string | null;
  lastRunTime: Date | null;
  created: Date;
  updated: Date;
  status: "READY" | "NOT_READY";
}

/** What deploying would change; fields as SQL names them, undefined where there is no value. */
export interface DeploymentChanges {
  is_new: boolean;
  changes: { field: string; was: Json; becomes: Json }[];
}

export interface ListedDeploymentVersion {
  number: number;
  version: string | null;
  gitCommit: string | null;
  createdBy: string;
  /** The number of the version that it went back to. */
  restores: number | null;
  created: Date;
  changes: string[];
  content: Record<string, Json>;
}

export interface InspectedDeployment {
  id: string;
  name: string;
  flowName: string;
  description: string | null;
  version: string | null;
  tags: string[];
  labels: Record<string, Json>;
  entrypoint: string | null;
  workPool: string | null;
  workQueue: string | null;
  paused: boolean;
  parameters: Record<string, Json>;
  parameterOpenapiSchema: Record<string, Json> | null;
  enforceParameterSchema: boolean;
  jobVariables: Record<string, Json>;
  /** What a worker does before it loads the flow; null: nothing. */
  pullSteps: Record<string, Json>[] | null;
  retries: number | null;
  retryDelaySeconds: number | null;
  timeoutSeconds: number | null;
  concurrencyLimit: number | null;
  collisionStrategy: string;
  gracePeriodSeconds: number | null;
  fairnessKey: string | null;
  schedules: ListedSchedule[];
  created: Date;
  updated: Date;
  status: "READY" | "NOT_READY";
  lastPolled: Date | null;
}

export interface ListedFlowRun {
  id: string;
  name: string;
  flowName: string | null;
  deployment: string | null;
  stateType: StateType;
  stateName: string;
  stateMessage: string | null;
  tags: string[];
  runCount: number;
  expectedStartTime: Date;
  startTime: Date | null;
  endTime: Date | null;
  created: Date;
}

/** State type -> how many task runs are in it. */
export type TaskRunCounts = Record<StateType, number>;

export interface InspectedFlowRun {
  id: string;
  name: string;
  flowName: string | null;
  deployment: string | null;
  workPool: string | null;
  workQueue: string | null;
  /** Who holds the run now. */
  worker: string | null;
  stateType: StateType;
  stateName: string;
  stateMessage: string | null;
  stateTimestamp: Date;
  parameters: Record<string, Json>;
  tags: string[];
  labels: Record<string, Json>;
  idempotencyKey: string | null;
  runCount: number;
  retries: number | null;
  retryDelaySeconds: number | null;
  timeoutSeconds: number | null;
  expectedStartTime: Date;
  nextScheduledStartTime: Date | null;
  startTime: Date | null;
  endTime: Date | null;
  totalRunTimeSeconds: number;
  parentFlowRunId: string | null;
  autoScheduled: boolean;
  taskRunCounts: TaskRunCounts;
  result: Json;
  error: Json;
  created: Date;
}

export interface FlowRunProgress {
  stateType: StateType;
  stateName: string;
  stateCount: number;
  isFinished: boolean;
  nextScheduledStartTime: Date | null;
  taskRunCounts: TaskRunCounts;
  /** The names of up to five. */
  runningTasks: string[];
}

export interface FlowRunState {
  seq: number;
  type: StateType;
  name: string;
  timestamp: Date;
  message: string | null;
}

export interface ListedTaskRun {
  id: string;
  key: string;
  name: string;
  taskName: string;
  stateType: StateType;
  stateName: string;
  stateMessage: string | null;
  runCount: number;
  startTime: Date | null;
  endTime: Date | null;
  tags: string[];
}

export interface FoundTaskRun extends ListedTaskRun {
  flowRunId: string;
}

export interface InspectedTaskRun extends FoundTaskRun {
  flowRunName: string | null;
  stateTimestamp: Date;
  nextStartTime: Date | null;
  taskInputs: Json;
  childFlowRunId: string | null;
  result: Json;
  error: Json;
  states: { type: StateType; name: string; timestamp: string; message: string | null }[];
}

export interface LogRecord {
  id: string;
  timestamp: Date;
  level: number;
  name: string;
  message: string;
  taskRunId: string | null;
  taskRunName: string | null;
}

/** Something that holds a run back. */
export interface Gate {
  gate: string;
  reason: string;
  until: Date | null;
  heldBy: { flow_run_id?: string; name?: string; holder?: string; since: string }[] | null;
  hint: string;
}

export interface ListedWorker {
  id: string;
  name: string;
  workPool: string;
  kind: string;
  status: string;
  running: number;
  concurrencyLimit: number;
  version: string | null;
  lastHeartbeatTime: Date;
  stalledSince: Date | null;
  started: Date;
  ended: Date | null;
}

/** What the public door to the state machine answers. */
export interface StateAnswer {
  status: "ACCEPT" | "REJECT" | "WAIT" | "ABORT";
  state: { type: StateType; name: string; timestamp: string; message: string | null };
  details: { reason?: string; rule?: string };
}

export interface ListedTask {
  id: string;
  name: string;
  description: string | null;
  version: string | null;
  tags: string[];
  isPaused: boolean;
  /** How many live workers serve it. */
  servers: number;
  due: number;
  running: number;
  lastRunId: string | null;
  lastRunState: string | null;
  lastRunTime: Date | null;
  created: Date;
}

/** A row of `provost.flow_runs`, as far as commands look at it. */
export interface CreatedFlowRun {
  id: string;
  name: string;
  deployment: string;
  stateType: StateType;
  stateName: string;
  parameters: Record<string, Json>;
  tags: string[];
  labels: Record<string, Json>;
  jobVariables: Record<string, Json> | null;
  idempotencyKey: string | null;
  fairnessKey: string | null;
  expectedStartTime: Date;
  created: Date;
}

/** A run that waits for being executed again. */
export interface RetriedFlowRun {
  id: string;
  name: string;
  stateType: StateType;
  stateName: string;
  stateMessage: string | null;
}
