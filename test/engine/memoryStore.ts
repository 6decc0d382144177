import { isUnpersisted } from "../../src/engine/results/storedMeta.ts";
import type { FlowRunFate } from "../../src/db/waitFunctions.ts";
import type { DelayedCall } from "../../src/flow/background/delayOptions.ts";
import type { OutwardAction } from "../../src/flow/runs/outwardAction.ts";
import type { StateType } from "../../src/flow/states/states.ts";
import type { SlotAnswer } from "../../src/db/slotFunctions.ts";
import type { SlotStore } from "../../src/engine/slots/slotStore.ts";
import { accepted } from "../../src/engine/store/runStore.ts";
import type {
  CachedResult,
  CachedTaskRun,
  ChildAnswer,
  ChildStart,
  ClaimedRun,
  DefaultRetries,
  FlowAnswer,
  FlowFinish,
  FlowStart,
  KeyHolder,
  LogLine,
  RecordedTask,
  ResultPart,
  RunPark,
  RunStore,
  TaskAnswer,
  TaskRecord,
  TaskTransaction,
  WaitAnswer,
  WaitName,
  WaitRecord,
} from "../../src/engine/store/runStore.ts";

const granted = (leaseId: string): SlotAnswer => ({
  ord: 0,
  leaseId,
  status: "GRANTED",
  limits: [],
  expires: null,
  retryAfter: null,
  reason: null,
  hint: null,
});

interface StoredRun {
  start: FlowStart;
  parent?: ChildStart["parent"];
  epoch: number;
  /** The epoch in which its last attempt began. */
  attemptEpoch: number;
  runCount: number;
  stateType: StateType;
  finish?: FlowFinish;
  tasks: Map<string, StoredTask>;
  waits: Map<string, StoredWait>;
  /** When a run that was let go of is due, by the time of the store. */
  dueAt: number;
}

interface StoredWait {
  record: WaitRecord;
  runCount: number;
  wakesAt: number;
  outcome: "answered" | "elapsed" | null;
  value: unknown;
}

interface StoredTask extends RecordedTask {
  /** Every state that was recorded, in order. */
  states: string[];
  epoch: number;
  record?: TaskRecord;
  /** When it is tried again, by the time of the store. */
  retryAt?: number | null;
  /** The run that it stands for. */
  childId?: string;
}

const terminal = new Set<string>(["COMPLETED", "FAILED", "CANCELLED", "CRASHED"]);

/** Runs kept in memory, by the rules of the database as far as the engine can tell. */
export class MemoryStore implements RunStore {
  /** Nothing is limited. */
  readonly slots: SlotStore = {
    take: async ({ leaseId }) => granted(leaseId),
    check: async (leaseId) => granted(leaseId),
    free: async () => {},
    keep: () => () => {},
    listen: () => () => {},
    close: async () => {},
  };
  readonly runs = new Map<string, StoredRun>();
  readonly actions = new Map<string, OutwardAction>();
  readonly logs: LogLine[] = [];
  readonly records: TaskRecord[] = [];
  readonly cache = new Map<string, CachedResult>();
  readonly results = new Map<string, Uint8Array[]>();
  readonly locks = new Map<string, KeyHolder>();
  readonly delayed: DelayedCall[] = [];
  readonly defaults: DefaultRetries[] = [];
  /** Whether time passes at once when a run is let go of, until the run is due. */
  skipsWaits = false;
  #aheadMs = 0;
  /** Runs before an answer is given; may throw in its place. */
  beforeRecord: (record: TaskRecord) => Promise<void> | void = () => {};

  /** The time of the store, in milliseconds. */
  #now(): number {
    return performance.now() + this.#aheadMs;
  }

  advance(seconds: number): void {
    this.#aheadMs += seconds * 1000;
  }

  async startFlowRun(start: FlowStart): Promise<ClaimedRun> {
    const { id } = start;
    this.runs.set(id, {
      start,
      epoch: 0,
      attemptEpoch: 0,
      runCount: 0,
      stateType: "PENDING",
      tasks: new Map(),
      waits: new Map(),
      dueAt: 0,
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

  async startChildRun(start: ChildStart): Promise<ChildAnswer | undefined> {
    const { parent } = start;
    const caller = this.run(parent.flowRunId);
    if (caller.epoch !== parent.epoch || terminal.has(caller.stateType)) return undefined;
    const known = caller.tasks.get(parent.key)?.childId;
    let claimed = known === undefined ? await this.startFlowRun(start) : undefined;
    const childId = known ?? start.id;
    const child = this.run(childId);
    const waits = child.stateType === "SCHEDULED" && child.dueAt > this.#now();
    const isLeft = child.stateType !== "COMPLETED" && child.stateType !== "RUNNING" && !waits;
    child.parent = parent;
    if (isLeft) claimed = this.takeOver(childId);
    this.#mirror(childId, child);
    const { result } = child.finish ?? {};
    return {
      claimed,
      flowRunId: childId,
      flowRunName: child.start.name ?? "quiet-otter",
      stateType: child.stateType,
      stateName: child.finish?.stateName ?? titleCase(child.stateType),
      stateMessage: child.finish?.message ?? null,
      delaySeconds: 0.01,
      result: result === undefined ? null : JSON.parse(result.json),
      resultMeta: result?.meta ? JSON.parse(result.meta) : null,
    };
  }

  startDeploymentRun(): Promise<never> {
    throw new Error("There are no deployments in memory");
  }

  readFlowRun(): Promise<never> {
    return Promise.reject(new Error("There are no deployments in memory"));
  }

  /** The task run that stands for a run is in the same state. */
  #mirror(childId: string, child: StoredRun): void {
    if (!child.parent) return;
    const { flowRunId, taskRunId, key, inputHash } = child.parent;
    const { tasks } = this.run(flowRunId);
    const { result, error } = child.finish ?? {};
    tasks.set(key, {
      key,
      taskRunId,
      childId,
      epoch: child.parent.epoch,
      stateType: child.stateType,
      stateName: titleCase(child.stateType),
      runCount: 1,
      ...(inputHash === undefined ? {} : { inputHash }),
      result: result === undefined ? null : JSON.parse(result.json),
      resultMeta: result?.meta ? JSON.parse(result.meta) : null,
      error,
      states: [...(tasks.get(key)?.states ?? []), titleCase(child.stateType)],
    });
  }

  async claimFlowRun(flowRunId: string): Promise<ClaimedRun | undefined> {
    return this.run(flowRunId).stateType === "SCHEDULED" ? this.#claim(flowRunId) : undefined;
  }

  /** Counts how often a name was written. */
  renamings = 0;

  async renameFlowRun(named: { flowRunId: string; epoch: number; name: string }): Promise<boolean> {
    this.renamings++;
    const run = this.run(named.flowRunId);
    if (run.epoch !== named.epoch) return false;
    run.start = { ...run.start, name: named.name };
    return true;
  }

  async setDefaultRetries(defaults: DefaultRetries): Promise<boolean> {
    const { flowRunId, epoch, retries } = defaults;
    this.defaults.push(defaults);
    const run = this.run(flowRunId);
    if (run.epoch !== epoch) return false;
    run.start = { ...run.start, flow: { ...run.start.flow, retries } };
    return true;
  }

  /** Gives a run to another holder, as after the death of its process. */
  takeOver(flowRunId: string): ClaimedRun {
    return this.#claim(flowRunId, true);
  }

  run(flowRunId: string): StoredRun {
    const run = this.runs.get(flowRunId);
    if (!run) throw new Error(`There is no run ${flowRunId}`);
    return run;
  }

  #claim(flowRunId: string, resumes = false): ClaimedRun {
    const run = this.run(flowRunId);
    const { flow, name, tags, parameters } = run.start;
    run.epoch++;
    run.runCount++;
    if (!resumes || terminal.has(run.stateType)) run.attemptEpoch = run.epoch;
    run.stateType = "RUNNING";
    return {
      flowRunId,
      epoch: run.epoch,
      flowName: flow.name,
      flowRunName: name ?? "quiet-otter",
      deployment: null,
      entrypoint: null,
      pullSteps: null,
      // As JSON brings them back.
      parameters: JSON.parse(JSON.stringify(parameters)),
      tags: [...tags],
      runCount: run.runCount,
      crashCount: 0,
      retries: flow.retries ?? null,
      timeoutSeconds: flow.timeoutSeconds ?? null,
      expectedStartTime: new Date(),
      deploymentId: null,
      deploymentVersion: null,
      parentFlowRunId: run.parent?.flowRunId ?? null,
      parentDeploymentId: null,
      rootFlowRunId: run.parent?.flowRunId ?? null,
      jobVariables: null,
      recorded: run.epoch === 1 ? null : structuredClone(this.#recordedTasks(run)),
      waits:
        run.epoch === 1
          ? null
          : Array.from(run.waits, ([key, wait]) => ({
              key,
              kind: wait.record.kind,
              runCount: wait.runCount,
              ...standing(wait, this.#now()),
            })),
    };
  }

  #recordedTasks(run: StoredRun): RecordedTask[] {
    const tasks = Array.from(run.tasks.values());
    return tasks.map(({ states, record, retryAt = null, childId, epoch, ...task }) => {
      if (states.length === 0) throw new Error(`${record?.key ?? childId} has no state`);
      const isOver = terminal.has(task.stateType) && task.stateType !== "COMPLETED";
      const dueAt = childId === undefined ? retryAt : this.run(childId).dueAt;
      const isDue = task.stateType === "SCHEDULED" && dueAt !== null;
      const delaySeconds = isDue ? Math.max(dueAt - this.#now(), 0) / 1000 : null;
      return { ...task, delaySeconds, isFinal: isOver && epoch >= run.attemptEpoch };
    });
  }

  async recordWait(record: WaitRecord): Promise<WaitAnswer> {
    const run = this.run(record.flowRunId);
    const known = run.waits.get(record.key);
    const isMissed = known?.outcome === "elapsed" && known.runCount < run.runCount;
    if (!known || isMissed) {
      const wakesAt = this.#now() + (record.seconds ?? Infinity) * 1000;
      const { runCount } = run;
      run.waits.set(record.key, { record, runCount, wakesAt, outcome: null, value: null });
    }
    return await this.readWait(record);
  }

  async readWait({ flowRunId, epoch, key }: WaitName): Promise<WaitAnswer> {
    const run = this.run(flowRunId);
    const wait = run.waits.get(key);
    if (run.epoch !== epoch || !wait) throw new Error(`There is no wait ${key}`);
    return { status: "ACCEPT", reason: null, ...standing(wait, this.#now()) };
  }

  /** Answers a wait, as a person, an event or another run does. */
  answer(flowRunId: string, key: string, value: unknown): void {
    const run = this.run(flowRunId);
    const wait = run.waits.get(key);
    if (!wait) throw new Error(`There is no wait ${key}`);
    Object.assign(wait, { outcome: "answered", value });
    run.dueAt = 0;
  }

  async parkFlowRun({ flowRunId, keys, taskKeys }: RunPark): Promise<FlowAnswer> {
    const run = this.run(flowRunId);
    run.epoch++;
    run.runCount--;
    run.stateType = "SCHEDULED";
    const ends = keys.map((key) => run.waits.get(key)?.wakesAt ?? 0);
    const calls = taskKeys.map((key) => {
      const { childId, retryAt } = run.tasks.get(key) ?? {};
      return childId === undefined ? (retryAt ?? 0) : this.run(childId).dueAt;
    });
    run.dueAt = Math.min(...ends, ...calls);
    if (this.skipsWaits) this.advance(Math.max(run.dueAt - this.#now(), 0) / 1000);
    this.#mirror(flowRunId, run);
    return answer("ACCEPT", { stateType: "SCHEDULED" });
  }

  async act(action: OutwardAction, id: string): Promise<unknown> {
    this.actions.set(id, action);
    return id;
  }

  async tendFlowRuns(): Promise<void> {}

  async readFate(flowRunId: string): Promise<FlowRunFate> {
    const { stateType, dueAt } = this.run(flowRunId);
    return {
      stateType,
      stateName: titleCase(stateType),
      stateMessage: null,
      isOver: terminal.has(stateType),
      delaySeconds: (dueAt - this.#now()) / 1000,
      runEnd: null,
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
      record.type === "FAILED" &&
      runCount <= (record.retrying?.retries ?? 0) &&
      record.retriable !== false;
    const stateType = isRetried ? "SCHEDULED" : record.type;
    const stateName = isRetried ? "AwaitingRetry" : (record.stateName ?? titleCase(record.type));
    run.tasks.set(record.key, {
      key: record.key,
      taskRunId: record.id,
      stateType,
      stateName,
      runCount: record.type === "PENDING" ? runCount - 1 : runCount,
      ...(record.inputHash === undefined ? {} : { inputHash: record.inputHash }),
      ...(rollsBack(record.stateName) && known
        ? { result: known.result, resultMeta: known.resultMeta }
        : storedResult(record)),
      error: record.error,
      states: [...(known?.states ?? []), stateName],
      epoch: record.epoch,
      record,
      retryAt: isRetried ? this.#now() + retryDelay(record, runCount) * 1000 : null,
    });
    const stored = run.tasks.get(record.key);
    if (stateType === "COMPLETED" && record.cacheKey !== undefined && stored) {
      this.cache.set(record.cacheKey, {
        message: null,
        result: stored.result,
        resultMeta: stored.resultMeta,
      });
    }
    if (!isRetried) return accepted;
    const delaySeconds = retryDelay(record, runCount);
    return answer("REJECT", { stateType, stateName, runCount, delaySeconds });
  }

  async finishFlowRun(finish: FlowFinish): Promise<FlowAnswer> {
    const run = this.run(finish.flowRunId);
    if (run.epoch !== finish.epoch || terminal.has(run.stateType)) return answer("ABORT");
    run.finish = finish;
    const isRetried =
      finish.type === "FAILED" &&
      run.runCount <= (run.start.flow.retries ?? 0) &&
      finish.retriable !== false;
    run.stateType = isRetried ? "SCHEDULED" : finish.type;
    if (run.stateType === "SCHEDULED") run.epoch++;
    this.#mirror(finish.flowRunId, run);
    if (!isRetried) return accepted;
    return answer("REJECT", {
      stateType: run.stateType,
      stateName: "AwaitingRetry",
      delaySeconds: finish.retryAfterSeconds ?? run.start.flow.retryDelaySeconds ?? 0,
    });
  }

  async writeLogs(lines: readonly LogLine[]): Promise<void> {
    this.logs.push(...lines);
  }

  async beginTransaction(): Promise<TaskTransaction> {
    return {
      sql: { query: async () => ({ rows: [], rowCount: 0 }) },
      recordTaskRun: (record) => this.recordTaskRun(record),
      commit: async () => {},
      end: async () => {},
    };
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

function standing(
  wait: StoredWait,
  now: number,
): Pick<WaitAnswer, "outcome" | "delaySeconds" | "value"> {
  const delaySeconds = (wait.wakesAt - now) / 1000;
  if (wait.outcome === null && delaySeconds <= 0) wait.outcome = "elapsed";
  const { outcome, value } = wait;
  return { outcome, delaySeconds: Number.isFinite(delaySeconds) ? delaySeconds : null, value };
}

function retryDelay({ retrying, retryAfterSeconds }: TaskRecord, runCount: number): number {
  const { retryDelays = [] } = retrying ?? {};
  return retryAfterSeconds ?? retryDelays[Math.min(runCount, retryDelays.length) - 1] ?? 0;
}

function nextCount(known: StoredTask | undefined): number {
  if (!known || terminal.has(known.stateType)) return 1;
  return known.stateType === "RUNNING" ? known.runCount : known.runCount + 1;
}

function answer(status: TaskAnswer["status"], facts: Partial<TaskAnswer> = {}): TaskAnswer {
  return { ...accepted, status, ...facts };
}

function titleCase(type: string): string {
  return type.charAt(0) + type.slice(1).toLowerCase();
}
