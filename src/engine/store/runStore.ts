import type { ClaimedFlowRun, RecordedTaskRun, RecordedWait } from "../../db/functions.ts";
import type { DelayedOutcome, FlowRunAnswer, TaskRunAnswer } from "../../db/runFunctions.ts";
import type { FlowRunFate, WaitAnswerRow } from "../../db/waitFunctions.ts";
import type { DelayedCall } from "../../flow/background/delayOptions.ts";
import type { Sql } from "../../flow/results/sql.ts";
import type { StateType } from "../../flow/states/states.ts";
import type { StoredError } from "./errorJson.ts";
import type { OutwardAction } from "../../flow/runs/outwardAction.ts";
import type { WaitRequest } from "../../flow/waits/waitRequest.ts";
import type { TaskInputs } from "../tasks/resolveUpstream.ts";
import type { SlotStore } from "../slots/slotStore.ts";
import type { EncodedResult } from "./resultCodec.ts";

export type { RecordedWait } from "../../db/functions.ts";

/** A run that this process holds: what a claim answers. */
export type ClaimedRun = Omit<ClaimedFlowRun, "recorded" | "waits"> & {
  /** The task runs and waits that earlier holders recorded; null on a first claim. */
  readonly recorded: readonly RecordedTask[] | null;
  readonly waits: readonly RecordedWait[] | null;
};

export type RecordedTask = RecordedTaskRun;

/** How a task is tried again when it fails. */
export interface TaskRetries {
  readonly retries: number;
  readonly retryDelays: readonly number[];
  readonly retryJitterFactor: number | undefined;
}

export interface TaskRecord {
  readonly id: string;
  readonly flowRunId: string;
  readonly epoch: number;
  readonly key: string;
  readonly name: string;
  readonly task: { readonly name: string };
  readonly tags: readonly string[];
  /** Which task runs it depends on. */
  readonly inputs?: TaskInputs | undefined;
  readonly type: StateType;
  readonly stateName?: string | undefined;
  readonly message?: string | undefined;
  /** When this attempt started, by `performance.now()`, and which it is, from 1. */
  readonly startedAt: number;
  readonly runCount: number;
  readonly result?: EncodedResult | undefined;
  readonly error?: StoredError | undefined;
  readonly inputHash?: string | undefined;
  /** False when a failure is not worth a retry. */
  readonly retriable?: boolean | undefined;
  /** Given with a failure. */
  readonly retrying?: TaskRetries | undefined;
  /** In the place of the delay of the task; its jitter makes it longer only. */
  readonly retryAfterSeconds?: number | undefined;
  /** A RUNNING record asks the cache for it; a COMPLETED one puts its result there. */
  readonly cacheKey?: string | undefined;
  readonly cacheExpirationSeconds?: number | undefined;
  /** Whether a RUNNING record passes by what is cached. */
  readonly refreshCache?: boolean | undefined;
  /** Records with the same object here are sent one after another. */
  readonly order?: object | undefined;
}

/** ACCEPT: stored. REJECT: adopt what is answered instead. ABORT: another holds the run; stop. */
export type TaskAnswer = Omit<TaskRunAnswer, "ord">;

/** What nearly all records are answered: the database does not send it, and it says nothing else. */
export const accepted: TaskAnswer = {
  status: "ACCEPT",
  stateType: null,
  stateName: null,
  runCount: null,
  result: null,
  resultMeta: null,
  delaySeconds: null,
  reason: null,
};

export interface FlowFinish {
  readonly flowRunId: string;
  readonly epoch: number;
  readonly type: StateType;
  readonly stateName?: string | undefined;
  readonly message?: string | undefined;
  readonly result?: EncodedResult | undefined;
  readonly error?: StoredError | undefined;
  /** False when a failure is not worth a retry. */
  readonly retriable?: boolean | undefined;
  /** In the place of the delay of the run. */
  readonly retryAfterSeconds?: number | undefined;
  /** The run is handed back and goes on elsewhere, in the same attempt. */
  readonly resuming?: boolean | undefined;
}

export type FlowAnswer = Omit<FlowRunAnswer, "ord">;

/** A wait of a run that is held, known by its key. */
export interface WaitName {
  readonly flowRunId: string;
  readonly epoch: number;
  readonly key: string;
}

export type WaitRecord = WaitName &
  WaitRequest & {
    /** Of what is waited for, if the wait is numbered. */
    readonly inputHash?: string | undefined;
  };

/** How a wait stands. REJECT: the run cannot wait like this. ABORT: another holds the run. */
export type WaitAnswer = Omit<WaitAnswerRow, "ord">;

/** A run that is let go of, because it only waits. */
export interface RunPark {
  readonly flowRunId: string;
  readonly epoch: number;
  readonly keys: readonly string[];
  /** Of the task runs that await their retry. */
  readonly taskKeys: readonly string[];
  /** Whether somebody has asked for its suspension, and it has come to a boundary. */
  readonly isSuspending: boolean;
}

export interface LogLine {
  readonly flowRunId: string;
  readonly epoch: number;
  readonly taskKey: string | undefined;
  readonly level: number;
  readonly name: string;
  readonly message: string;
  /** When it was written, by `performance.now()`. */
  readonly writtenAt: number;
  readonly seq: number;
}

/** A run that is to be created and held by this process at once. */
export interface FlowStart {
  /** A new id, so that the call can be repeated when its answer was lost. */
  readonly id: string;
  readonly flow: {
    readonly kind?: "task";
    readonly name: string;
    readonly description?: string | undefined;
    readonly version?: string | undefined;
    readonly tags: readonly string[];
    readonly retries?: number | undefined;
    readonly retryDelaySeconds?: number | undefined;
    readonly timeoutSeconds?: number | undefined;
  };
  readonly parameters: object;
  readonly name?: string | undefined;
  readonly tags: readonly string[];
}

/** A run of a flow that is called by a run, which this process holds. */
export interface ChildStart extends FlowStart {
  readonly parent: {
    readonly flowRunId: string;
    readonly epoch: number;
    /** Of the task run that stands for the call, as in a record of it. */
    readonly taskRunId: string;
    readonly key: string;
    readonly name: string;
    readonly tags: readonly string[];
    readonly taskInputs: TaskInputs | undefined;
    readonly inputHash: string | undefined;
    /** Whether a continued caller wants another run. */
    readonly anew: boolean;
  };
}

/** A run of a deployment that is to be created. */
export interface DeploymentStart {
  /** A new id, so that the call can be repeated when its answer was lost. */
  readonly id: string;
  /** `flow/deployment`, or its id. */
  readonly deployment: string;
  readonly parameters: object;
  readonly name: string | undefined;
  readonly tags: readonly string[];
  readonly idempotencyKey: string | undefined;
  readonly scheduledTime: Date | undefined;
  readonly workQueue: string | undefined;
  readonly jobVariables: object | undefined;
  readonly fairnessKey: string | undefined;
}

/** The call of a deployment by a run, which this process holds. */
export interface DeploymentCaller {
  readonly flowRunId: string;
  readonly epoch: number;
  readonly taskRunId: string;
  readonly key: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly inputHash: string;
  /** Whether the run of the call is tried again if it has ended without completing. */
  readonly retryEnded: boolean;
}

/** What a call of a flow by a run has led to. */
export interface ChildAnswer {
  /** The run, if this process holds it now and is to execute it. */
  readonly claimed: ClaimedRun | undefined;
  readonly flowRunId: string;
  readonly flowRunName: string;
  readonly stateType: string;
  readonly stateName: string;
  readonly stateMessage: string | null;
  /** When to ask again, if it is neither claimed nor completed. */
  readonly delaySeconds: number;
  readonly result: unknown;
  readonly resultMeta: unknown;
}

export interface DefaultRetries {
  readonly flowRunId: string;
  readonly epoch: number;
  readonly retries: number;
  readonly retryDelaySeconds: number;
}

/** A result that is kept under a cache key. */
export interface CachedResult {
  readonly message: string | null;
  readonly result: unknown;
  readonly resultMeta: unknown;
}

/** A task run whose recorded result goes to the cache. */
export interface CachedTaskRun {
  readonly flowRunId: string;
  readonly epoch: number;
  readonly key: string;
  readonly cacheKey: string;
  readonly cacheExpirationSeconds?: number | undefined;
}

/** Who locks a key: something within a run that is held in an epoch. */
export interface KeyHolder {
  readonly key: string;
  readonly flowRunId: string;
  readonly epoch: number;
  readonly holder: string;
}

/** A part of a result that is stored apart from its run; parts count from 0. */
export interface ResultPart {
  readonly flowRunId: string;
  readonly epoch: number;
  readonly key: string;
  readonly part: number;
  readonly bytes: Uint8Array;
}

export interface TaskTransactionOptions {
  readonly flowRunId: string;
  readonly epoch: number;
  readonly isolation: string;
  readonly idleSeconds: number;
  readonly statementSeconds: number | undefined;
}

/** A database transaction for the code of a task and the record of its result. */
export interface TaskTransaction {
  readonly sql: Sql;
  recordTaskRun(record: TaskRecord): Promise<TaskAnswer>;
  commit(): Promise<void>;
  /** Rolls back what is not committed. */
  end(): Promise<void>;
}

/** Where runs are kept: what the engine needs of the database. */
export interface RunStore {
  readonly slots: SlotStore;
  recordTaskRun(record: TaskRecord): Promise<TaskAnswer>;
  finishFlowRun(finish: FlowFinish): Promise<FlowAnswer>;
  /** Sends calls of tasks to the background; answers the ids of their runs. */
  delayTasks(calls: readonly DelayedCall[]): Promise<string[]>;
  recordWait(wait: WaitRecord): Promise<WaitAnswer>;
  readWait(wait: WaitName): Promise<WaitAnswer>;
  parkFlowRun(park: RunPark): Promise<FlowAnswer>;
  /** Does something to other runs. Repeated with the same `id`, it is done once. */
  act(action: OutwardAction, id: string): Promise<unknown>;
  /** How a run stands that this process has let go of. */
  readFate(flowRunId: string): Promise<FlowRunFate | undefined>;
  /** Does what any process does, once a second at most, so that nothing waits for ever. */
  tendFlowRuns(): Promise<void>;
  writeLogs(lines: readonly LogLine[]): Promise<void>;
  startFlowRun(start: FlowStart): Promise<ClaimedRun>;
  /** Names a run that is held; answers whether it is held in this epoch. */
  renameFlowRun(named: { flowRunId: string; epoch: number; name: string }): Promise<boolean>;
  /** Creates or continues the run of a call; undefined when its caller has another holder. */
  startChildRun(start: ChildStart): Promise<ChildAnswer | undefined>;
  /** Creates the run of a deployment, or finds that of the call; undefined as `startChildRun`. */
  startDeploymentRun(
    start: DeploymentStart,
    caller?: DeploymentCaller,
  ): Promise<DelayedOutcome | undefined>;
  /** How a run stands; undefined when there is none. */
  readFlowRun(flowRunId: string): Promise<DelayedOutcome | undefined>;
  /** Says how often a held run is tried again when nobody has said so; as above. */
  setDefaultRetries(retries: DefaultRetries): Promise<boolean>;
  /** Takes a run that waits, such as one that awaits its retry; undefined if it does not. */
  claimFlowRun(flowRunId: string): Promise<ClaimedRun | undefined>;
  /** Begins a transaction for a task; undefined when the epoch is stale. */
  beginTransaction(options: TaskTransactionOptions): Promise<TaskTransaction | undefined>;
  /** The result under a cache key that has not expired. */
  findCachedResult(key: string): Promise<CachedResult | undefined>;
  /** Puts the recorded result of a task run into the cache; false when the epoch is stale. */
  cacheTaskRun(task: CachedTaskRun): Promise<boolean>;
  /** Stores a part of a result; false when the epoch is stale. */
  storeResult(part: ResultPart): Promise<boolean>;
  readResult(key: string, part: number): Promise<Uint8Array | undefined>;
  /** Says that a run needs a result that another one has stored. */
  keepResult(key: string, flowRunId: string): Promise<void>;
  dropResult(key: string): Promise<void>;
  /** Locks a key: true if done, false if another holds it, undefined if the epoch is stale. */
  takeKeyLock(holder: KeyHolder): Promise<boolean | undefined>;
  freeKeyLock(holder: KeyHolder): Promise<void>;
  /** Waits until everything that was recorded has been answered. */
  idle(): Promise<void>;
}
