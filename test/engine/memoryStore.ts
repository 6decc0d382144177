import { isUnpersisted } from "../../src/engine/results/storedMeta.ts";
import type { DelayedCall } from "../../src/flow/delayOptions.ts";
import type { StateType } from "../../src/flow/states.ts";
import type {
  CachedResult,
  CachedTaskRun,
  ClaimedRun,
  FlowAnswer,
  FlowFinish,
  FlowStart,
  KeyHolder,
  LogLine,
  RecordedTask,
  ResultPart,
  RunStore,
  TaskAnswer,
  TaskRecord,
} from "../../src/engine/runStore.ts";

interface StoredRun {
  start: FlowStart;
  epoch: number;
  runCount: number;
  stateType: StateType;
  finish?: FlowFinish;
  tasks: Map<string, StoredTask>;
}

interface StoredTask extends RecordedTask {
  /** Every state that was recorded, in order. */
  states: string[];
  record: TaskRecord;
}

const terminal = new Set<string>(["COMPLETED", "FAILED", "CANCELLED", "CRASHED"]);

/** Runs kept in memory, by the rules of the database as far as the engine can tell. */
export class MemoryStore implements RunStore {
  readonly runs = new Map<string, StoredRun>();
  readonly logs: LogLine[] = [];
  readonly records: TaskRecord[] = [];
  readonly cache = new Map<string, CachedResult>();
  readonly results = new Map<string, Uint8Array[]>();
  readonly locks = new Map<string, KeyHolder>();
  readonly delayed: DelayedCall[] = [];
  /** Runs before an answer is given; may throw in its place. */
  beforeRecord: (record: TaskRecord) => Promise<void> | void = () => {};

  async startFlowRun(start: FlowStart): Promise<ClaimedRun> {
    const { id } = start;
    this.runs.set(id, {
      start,
      epoch: 0,
      runCount: 0,
      stateType: "PENDING",
      tasks: new Map(),
    });
    return this.#claim(id);
  }

  async delayTasks(calls: readonly DelayedCall[]): Promise<string[]> {
    return calls.map((call) => {
      const ofKey = this.delayed.findIndex(
        ({ task, idempotencyKey }) =>
          idempotencyKey !== undefined &&
          task === call.task &&
          idempotencyKey === call.idempotencyKey,
      );
      return `run-${ofKey < 0 ? this.delayed.push(call) - 1 : ofKey}`;
    });
  }

  async claimFlowRun(flowRunId: string): Promise<ClaimedRun | undefined> {
    return this.run(flowRunId).stateType === "SCHEDULED" ? this.#claim(flowRunId) : undefined;
  }

  /** Gives a run to another holder, as after the death of its process. */
  takeOver(flowRunId: string): ClaimedRun {
    return this.#claim(flowRunId);
  }

  run(flowRunId: string): StoredRun {
    const run = this.runs.get(flowRunId);
    if (!run) throw new Error(`There is no run ${flowRunId}`);
    return run;
  }

  #claim(flowRunId: string): ClaimedRun {
    const run = this.run(flowRunId);
    const { flow, name, tags, parameters } = run.start;
    run.epoch++;
    run.runCount++;
    run.stateType = "RUNNING";
    return {
      flowRunId,
      epoch: run.epoch,
      flowName: flow.name,
      flowRunName: name ?? "quiet-otter",
      deployment: null,
      entrypoint: null,
      // As JSON brings them back.
      parameters: JSON.parse(JSON.stringify(parameters)),
      tags: [...tags],
      runCount: run.runCount,
      timeoutSeconds: flow.timeoutSeconds ?? null,
      expectedStartTime: new Date(),
      recorded: run.epoch === 1 ? null : structuredClone(recordedTasks(run)),
    };
  }

  async recordTaskRun(record: TaskRecord): Promise<TaskAnswer> {
    this.records.push(record);
    await this.beforeRecord(record);
    const run = this.run(record.flowRunId);
    const known = run.tasks.get(record.key);
    if (run.epoch !== record.epoch || terminal.has(run.stateType)) return answer("ABORT");
    if (known?.stateType === "COMPLETED" && !isUndone(known, record)) {
      return answer("REJECT", { ...known, stateType: "COMPLETED" });
    }
    const runCount = nextCount(known);
    const isRetried =
      record.type === "FAILED" && runCount <= record.task.retries && record.retriable !== false;
    const stateType = isRetried ? "SCHEDULED" : record.type;
    const stateName = isRetried ? "AwaitingRetry" : (record.stateName ?? titleCase(record.type));
    const retryDelays = record.retryDelays ?? record.task.retryDelays;
    run.tasks.set(record.key, {
      key: record.key,
      taskRunId: record.id,
      stateType,
      stateName,
      runCount,
      ...(record.inputHash === undefined ? {} : { inputHash: record.inputHash }),
      ...(rollsBack(record.stateName) && known
        ? { result: known.result, resultMeta: known.resultMeta }
        : storedResult(record)),
      states: [...(known?.states ?? []), stateName],
      record,
    });
    const stored = run.tasks.get(record.key);
    if (stateType === "COMPLETED" && record.cacheKey !== undefined && stored) {
      this.cache.set(record.cacheKey, {
        message: null,
        result: stored.result,
        resultMeta: stored.resultMeta,
      });
    }
    const delaySeconds = retryDelays[Math.min(runCount, retryDelays.length) - 1] ?? 0;
    return answer(isRetried ? "REJECT" : "ACCEPT", {
      stateType,
      stateName,
      runCount,
      delaySeconds: isRetried ? delaySeconds : null,
    });
  }

  async finishFlowRun(finish: FlowFinish): Promise<FlowAnswer> {
    const run = this.run(finish.flowRunId);
    if (run.epoch !== finish.epoch || terminal.has(run.stateType)) return answer("ABORT");
    run.finish = finish;
    const isRetried =
      finish.type === "FAILED" &&
      run.runCount <= run.start.flow.retries &&
      finish.retriable !== false;
    run.stateType = isRetried ? "SCHEDULED" : finish.type;
    if (run.stateType === "SCHEDULED") run.epoch++;
    const stateName = isRetried ? "AwaitingRetry" : (finish.stateName ?? titleCase(finish.type));
    return answer(isRetried ? "REJECT" : "ACCEPT", {
      stateType: run.stateType,
      stateName,
      delaySeconds: isRetried ? run.start.flow.retryDelaySeconds : null,
    });
  }

  async writeLogs(lines: readonly LogLine[]): Promise<void> {
    this.logs.push(...lines);
  }

  async findCachedResult(key: string): Promise<CachedResult | undefined> {
    return structuredClone(this.cache.get(key));
  }

  async cacheTaskRun({ flowRunId, key, cacheKey }: CachedTaskRun): Promise<boolean> {
    const { result, resultMeta } = this.run(flowRunId).tasks.get(key) ?? {};
    this.cache.set(cacheKey, { message: null, result, resultMeta });
    return true;
  }

  async storeResult({ key, part, bytes, flowRunId, epoch }: ResultPart): Promise<boolean> {
    const parts = this.results.get(key) ?? [];
    parts[part] = bytes;
    this.results.set(key, parts);
    return this.run(flowRunId).epoch === epoch;
  }

  async readResult(key: string, part: number): Promise<Uint8Array | undefined> {
    return this.results.get(key)?.[part];
  }

  async keepResult(): Promise<void> {}

  async dropResult(key: string): Promise<void> {
    this.results.delete(key);
  }

  async takeKeyLock(holder: KeyHolder): Promise<boolean | undefined> {
    const held = this.locks.get(holder.key);
    if (held && this.run(held.flowRunId).epoch === held.epoch) return isSameHolder(held, holder);
    this.locks.set(holder.key, holder);
    return true;
  }

  async freeKeyLock(holder: KeyHolder): Promise<void> {
    const held = this.locks.get(holder.key);
    if (held && isSameHolder(held, holder)) this.locks.delete(holder.key);
  }

  async idle(): Promise<void> {}
}

const isSameHolder = (a: KeyHolder, b: KeyHolder): boolean =>
  a.flowRunId === b.flowRunId && a.epoch === b.epoch && a.holder === b.holder;

function storedResult({ result }: TaskRecord) {
  return {
    result: result === undefined ? null : JSON.parse(result.json),
    resultMeta: result?.meta ? JSON.parse(result.meta) : null,
  };
}

const rollsBack = (name: string | undefined): boolean =>
  name === "RollingBack" || name === "RolledBack";

function isUndone(known: StoredTask, { stateName }: TaskRecord): boolean {
  if (rollsBack(stateName))
    return known.stateName !== stateName && known.stateName !== "RolledBack";
  return known.stateName === "RolledBack" || isUnpersisted(known.resultMeta);
}

function recordedTasks(run: StoredRun): RecordedTask[] {
  return Array.from(run.tasks.values(), ({ states, record, ...task }) => {
    if (states.length === 0) throw new Error(`${record.key} has no state`);
    return task;
  });
}

function nextCount(known: StoredTask | undefined): number {
  if (!known || terminal.has(known.stateType)) return 1;
  return known.stateType === "RUNNING" ? known.runCount : known.runCount + 1;
}

function answer(status: TaskAnswer["status"], facts: Partial<TaskAnswer> = {}): TaskAnswer {
  return {
    status,
    stateType: null,
    stateName: null,
    runCount: null,
    result: null,
    resultMeta: null,
    delaySeconds: null,
    reason: null,
    ...facts,
  };
}

function titleCase(type: string): string {
  return type.charAt(0) + type.slice(1).toLowerCase();
}
