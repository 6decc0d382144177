import { call } from "../../db/call.ts";
import type { SqlFunction } from "../../db/defineFunction.ts";
import { functions } from "../../db/functions.ts";
import { snakeCase, withKeys } from "../../db/nameCase.ts";
import type { Connection, Pool } from "../../db/pool.ts";
import { resultFunctions } from "../../db/resultFunctions.ts";
import { runFunctions, type DelayedOutcome, type FlowRunAnswer } from "../../db/runFunctions.ts";
import { beginTransaction, explainSqlError } from "../../db/sqlTransaction.ts";
import type { SqlTransaction } from "../../db/sqlTransaction.ts";
import { waitFunctions, type FlowRunFate, type WaitAnswerRow } from "../../db/waitFunctions.ts";
import type { DelayedCall } from "../../flow/background/delayOptions.ts";
import { InvalidInput, NotFound, ProvostError } from "../../errors.ts";
import { DelayedCalls } from "../background/delayedCalls.ts";
import type { Sql } from "../../flow/results/sql.ts";
import type { OutwardAction } from "../../flow/runs/outwardAction.ts";
import { carryOut } from "../flows/carryOut.ts";
import { GroupCommit } from "./groupCommit.ts";
import { DatabaseSlots } from "../slots/slotStore.ts";
import type { SlotStore } from "../slots/slotStore.ts";
import { finishJson, taskRecordJson } from "./recordJson.ts";
import { accepted } from "./runStore.ts";
import type {
  CachedResult,
  CachedTaskRun,
  ChildAnswer,
  ChildStart,
  DeploymentCaller,
  DeploymentStart,
  ClaimedRun,
  DefaultRetries,
  FlowAnswer,
  FlowFinish,
  FlowStart,
  KeyHolder,
  LogLine,
  ResultPart,
  RunPark,
  RunStore,
  TaskAnswer,
  TaskRecord,
  TaskTransaction,
  TaskTransactionOptions,
  WaitAnswer,
  WaitName,
  WaitRecord,
} from "./runStore.ts";

/** A record on its way: JSON without its first members, which are known when it is sent. */
interface Packed {
  readonly json: string;
  /** When the attempt started, by `performance.now()`. */
  readonly startedAt: number;
}

const sizeOf = ({ json }: Packed) => json.length;
/** Errors about data, constraints and limits may be the fault of a single entry. */
const isEntryFault = (error: unknown) =>
  error instanceof ProvostError && /^(22|23|54|VO)/.test(error.code);

export interface DatabaseStoreOptions {
  /** A direct one, by way of which it hears sooner of slots that it waits for. */
  connection?: Connection;
  /** Once it is aborted, what fails is not tried again. */
  signal?: AbortSignal;
}

/** Runs kept in PostgreSQL. What is written within the same moment goes as one statement. */
export class DatabaseStore implements RunStore {
  readonly slots: SlotStore;
  readonly #pool: Pool;
  #tendsFrom = 0;
  readonly #signal: AbortSignal | undefined;
  readonly #workerId: string;
  readonly #records: GroupCommit<Packed, TaskAnswer>;
  readonly #finishes: GroupCommit<Packed, FlowAnswer>;
  readonly #lookups: GroupCommit<string, CachedResult | undefined>;
  readonly #delayed: DelayedCalls;
  readonly #waits: GroupCommit<WaitRecord, WaitAnswerRow>;
  readonly #looks: GroupCommit<WaitName, WaitAnswerRow>;
  readonly #parks: GroupCommit<RunPark, FlowRunAnswer>;

  constructor(pool: Pool, workerId: string, { connection, signal }: DatabaseStoreOptions = {}) {
    this.#pool = pool;
    this.#signal = signal;
    this.slots = new DatabaseSlots(pool, connection);
    this.#workerId = workerId;
    this.#delayed = new DelayedCalls(pool);
    this.#records = new GroupCommit({
      run: (batch) => this.#sendRecords(batch),
      sizeOf,
      isEntryFault,
      lanes: 3,
      mostEntries: 250,
    });
    this.#finishes = new GroupCommit({
      run: (batch) => this.#sendFinishes(batch),
      sizeOf,
      isEntryFault,
      lanes: 3,
      mostEntries: 100,
    });
    this.#lookups = new GroupCommit({
      run: (keys) => this.#findCached(keys),
      isEntryFault,
      mostEntries: 250,
    });
    this.#waits = this.#commit((waits) => call(pool, waitFunctions.recordWaits, { waits }));
    this.#looks = this.#commit((waits) => call(pool, waitFunctions.readWaits, { waits }));
    this.#parks = this.#commit((parks) => call(pool, waitFunctions.parkFlowRuns, { parks }));
  }

  recordWait(wait: WaitRecord): Promise<WaitAnswer> {
    return this.#waits.add(wait);
  }

  readWait(wait: WaitName): Promise<WaitAnswer> {
    return this.#looks.add(wait);
  }

  parkFlowRun(park: RunPark): Promise<FlowAnswer> {
    return this.#parks.add(park);
  }

  act(action: OutwardAction, id: string): Promise<unknown> {
    return carryOut(this.#pool, action, id);
  }

  readFate(flowRunId: string): Promise<FlowRunFate | undefined> {
    return this.#call(waitFunctions.flowRunFate, { flowRunId });
  }

  async tendFlowRuns(): Promise<void> {
    if (performance.now() < this.#tendsFrom) return;
    this.#tendsFrom = performance.now() + 1000;
    await this.#call(functions.tendFlowRuns, {});
  }

  recordTaskRun(record: TaskRecord): Promise<TaskAnswer> {
    const packed = { json: taskRecordJson(record), startedAt: record.startedAt };
    return this.#records.add(packed, record.order);
  }

  finishFlowRun(finish: FlowFinish): Promise<FlowAnswer> {
    return this.#finishes.add({ json: finishJson(finish), startedAt: 0 });
  }

  delayTasks(calls: readonly DelayedCall[]): Promise<string[]> {
    return this.#delayed.send(calls);
  }

  async writeLogs(lines: readonly LogLine[]): Promise<void> {
    const now = performance.now();
    const logs = lines.map(({ writtenAt, ...line }) => ({ ...line, ageMs: now - writtenAt }));
    await this.#call(functions.writeLogs, { logs });
  }

  async startFlowRun({ id, flow, parameters, name, tags }: FlowStart): Promise<ClaimedRun> {
    const claimed = await this.#call(runFunctions.startFlowRun, {
      workerId: this.#workerId,
      flow,
      parameters: withJson(flow.name, parameters),
      options: { id, name, tags },
    });
    if (claimed) return claimed;
    throw new NotFound(`The run of flow "${flow.name}" was created, but cannot be started here.`, {
      hint: "This process was declared dead, or is being shut down.",
    });
  }

  renameFlowRun(named: { flowRunId: string; epoch: number; name: string }): Promise<boolean> {
    return this.#call(runFunctions.renameFlowRun, named);
  }

  startDeploymentRun(
    run: DeploymentStart,
    parent?: DeploymentCaller,
  ): Promise<DelayedOutcome | undefined> {
    return this.#call(runFunctions.startDeploymentRun, { run, parent });
  }

  async readFlowRun(flowRunId: string): Promise<DelayedOutcome | undefined> {
    const [outcome] = await this.#call(runFunctions.delayedOutcomes, { ids: [flowRunId] });
    return outcome;
  }

  async startChildRun(start: ChildStart): Promise<ChildAnswer | undefined> {
    const { id, flow, parameters, name, tags, parent } = start;
    const child = await this.#call(runFunctions.startChildRun, {
      workerId: this.#workerId,
      flow,
      parameters: withJson(flow.name, parameters),
      options: { id, name, tags, parent: withKeys(parent, snakeCase) },
    });
    if (!child) return undefined;
    const { epoch, flowRunId, flowRunName, stateType, stateName, delaySeconds } = child;
    const { stateMessage, result, resultMeta } = child;
    return {
      claimed: epoch === null ? undefined : { ...child, epoch },
      flowRunId,
      flowRunName,
      stateType,
      stateName,
      stateMessage,
      delaySeconds: delaySeconds ?? 0,
      result,
      resultMeta,
    };
  }

  setDefaultRetries(retries: DefaultRetries): Promise<boolean> {
    return this.#call(runFunctions.setDefaultRetries, { ...retries });
  }

  claimFlowRun(flowRunId: string): Promise<ClaimedRun | undefined> {
    return this.#call(functions.claimFlowRun, { flowRunId, workerId: this.#workerId });
  }

  async beginTransaction(options: TaskTransactionOptions): Promise<TaskTransaction | undefined> {
    const { flowRunId, epoch } = options;
    const transaction = await beginTransaction(this.#pool, options);
    const { client } = transaction;
    if (!(await call(client, runFunctions.isRunHeld, { flowRunId, epoch }))) {
      await transaction.end();
      return undefined;
    }
    return {
      sql: sqlOf(transaction),
      recordTaskRun: async (record) => {
        const elapsed = performance.now() - record.startedAt;
        const json = `[{"ord":0,"elapsed_ms":${elapsed},${taskRecordJson(record)}]`;
        try {
          const rows = await call(client, runFunctions.recordInTransaction, { records: json });
          if (rows[0]) return rows[0];
        } catch (error) {
          throw explainSqlError(error);
        }
        throw new ProvostError("The record of a task run was not answered.");
      },
      commit: () => transaction.commit(),
      end: () => transaction.end(),
    };
  }

  findCachedResult(key: string): Promise<CachedResult | undefined> {
    return this.#lookups.add(key);
  }

  cacheTaskRun(task: CachedTaskRun): Promise<boolean> {
    return this.#call(resultFunctions.cacheTaskRun, task);
  }

  storeResult(part: ResultPart): Promise<boolean> {
    return this.#call(resultFunctions.storeResult, part);
  }

  async readResult(key: string, part: number): Promise<Uint8Array | undefined> {
    return (await this.#call(resultFunctions.readResult, { key, part })) ?? undefined;
  }

  keepResult(key: string, flowRunId: string): Promise<void> {
    return this.#call(resultFunctions.keepResult, { key, flowRunId });
  }

  dropResult(key: string): Promise<void> {
    return this.#call(resultFunctions.dropResult, { key });
  }

  async takeKeyLock(holder: KeyHolder): Promise<boolean | undefined> {
    return (await this.#call(resultFunctions.takeKeyLock, holder)) ?? undefined;
  }

  freeKeyLock(holder: KeyHolder): Promise<void> {
    return this.#call(resultFunctions.freeKeyLock, holder);
  }

  async idle(): Promise<void> {
    await this.#records.idle();
    await this.#finishes.idle();
    await this.#waits.idle();
    await this.#parks.idle();
  }

  #call<Args extends object, Result>(
    fn: SqlFunction<Args, Result>,
    args: NoInfer<Args>,
  ): Promise<Result> {
    return call(this.#pool, fn, args, { signal: this.#signal });
  }

  /** What is rarer, and sent as records. */
  #commit<Entry extends object, Row extends { ord: number }>(
    send: (entries: object[]) => Promise<Row[]>,
  ): GroupCommit<Entry, Row> {
    return new GroupCommit({
      run: async (batch) => inOrder(await send(batch.map((entry, ord) => ({ ...entry, ord })))),
      isEntryFault,
      mostEntries: 100,
    });
  }

  async #sendRecords(batch: readonly Packed[]): Promise<TaskAnswer[]> {
    const now = performance.now();
    const records = batch.map(
      ({ json, startedAt }, ord) =>
        `{"ord":${ord},"elapsed_ms":${Math.round((now - startedAt) * 1000) / 1000},${json}`,
    );
    const rows = await this.#call(runFunctions.recordTaskRuns, {
      records: `[${records.join(",")}]`,
      leaveOutAccepted: true,
    });
    return withAccepted(batch.length, rows);
  }

  async #findCached(keys: readonly string[]): Promise<(CachedResult | undefined)[]> {
    const rows = await this.#call(resultFunctions.findCachedResults, { keys });
    const found = new Map(rows.map((row) => [row.cacheKey, row]));
    return keys.map((key) => found.get(key));
  }

  async #sendFinishes(batch: readonly Packed[]): Promise<FlowAnswer[]> {
    const finishes = batch.map(({ json }, ord) => `{"ord":${ord},${json}`);
    const rows = await this.#call(runFunctions.finishFlowRuns, {
      finishes: `[${finishes.join(",")}]`,
      leaveOutAccepted: true,
    });
    return withAccepted(batch.length, rows);
  }
}

/** What a task may do with its transaction. */
function sqlOf(transaction: SqlTransaction): Sql {
  return {
    // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- whoever writes the statement knows its rows
    query: async <Row extends object>(text: string, parameters?: readonly unknown[]) => {
      const { rows, rowCount } = await transaction.query(text, parameters);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
      return { rows: rows as Row[], rowCount: rowCount ?? rows.length };
    },
  };
}

/** The answers in the order of so many entries, with those that the database has left out. */
function withAccepted<Row extends { ord: number }>(
  count: number,
  rows: readonly Row[],
): (Row | typeof accepted)[] {
  const answers: (Row | typeof accepted)[] = Array.from({ length: count }, () => accepted);
  for (const row of rows) answers[row.ord] = row;
  return answers;
}

/** The answers in the order of the entries. */
function inOrder<Row extends { ord: number }>(rows: readonly Row[]): Row[] {
  const sorted: Row[] = [];
  for (const row of rows) sorted[row.ord] = row;
  return sorted;
}

/** Parameters that JSON can hold. */
function withJson(flowName: string, parameters: object): object {
  try {
    JSON.stringify(parameters);
    return parameters;
  } catch (error) {
    throw new InvalidInput(`The parameters of flow "${flowName}" cannot be stored as JSON.`, {
      hint: "Pass plain data.",
      cause: error,
    });
  }
}
