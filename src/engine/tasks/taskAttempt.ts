import type { FlowDefinition } from "../../flow/flowOptions.ts";
import type { FlowRunInfo, TaskRunInfo } from "../../flow/runs/runInfo.ts";
import { InvalidInput } from "../../errors.ts";
import { TimedOut } from "../../flow/runs/runErrors.ts";
import { runScopes } from "../../flow/runs/runScope.ts";
import type { Sql } from "../../flow/results/sql.ts";
import type { State } from "../../flow/states/states.ts";
import { CallScope } from "../calls/callScope.ts";
import { expectGenerator, listValues } from "../calls/generators.ts";
import { retriesOf } from "./retryPolicy.ts";
import type { RunHost } from "../calls/runHost.ts";
import { pageOf } from "../calls/pageOf.ts";
import { capturePrints } from "../logs/capturePrints.ts";
import { RunLogger } from "../logs/runLogger.ts";
import { RunStopped } from "../flows/runStopped.ts";
import type { TaskRun } from "./taskRun.ts";
import { withinSeconds } from "../calls/timeLimit.ts";
import { OpenTransaction } from "../transactions/openTransaction.ts";
import { transactionOptionsOf } from "../transactions/transactionTask.ts";

/** One attempt of a task run: what its code runs in. */
export class TaskAttempt extends CallScope implements TaskRunInfo {
  readonly call: TaskRun;
  readonly runCount: number;
  readonly startedAt = performance.now();
  #timeout: AbortController | undefined;
  #signal: AbortSignal | undefined;
  #logger: RunLogger | undefined;
  #transaction: OpenTransaction | undefined;
  #isOver = false;

  constructor(call: TaskRun, runCount: number) {
    super();
    this.call = call;
    this.runCount = runCount;
  }

  get host(): RunHost {
    return this.call.scope.host;
  }
  get flowRun(): FlowRunInfo {
    return this.host.flowRun;
  }
  get taskRun(): TaskRunInfo {
    return this;
  }
  get key(): string {
    return this.call.key;
  }
  get name(): string {
    return this.call.name;
  }
  get taskName(): string {
    return this.call.task.name;
  }
  get id(): string {
    return this.call.id;
  }
  get apiUrl(): string {
    return this.host.services.addresses.apiUrl;
  }
  get uiUrl(): string | null {
    return pageOf(this.host.services.addresses, "task-run", this.id);
  }
  get tags(): readonly string[] {
    return this.call.tags;
  }
  get parameters(): readonly unknown[] {
    return this.call.args;
  }
  get path(): string {
    return `${this.call.key}/`;
  }
  get isRetried(): boolean {
    return (
      this.call.scope.isRetried || retriesOf(this.call.task.settings, this.host.services.tasks) > 0
    );
  }
  get isRerun(): boolean {
    return this.runCount > 1 || this.call.scope.isRerun;
  }
  get capturesPrints(): boolean {
    return this.call.task.settings.logPrints ?? this.call.scope.capturesPrints;
  }
  get idempotencyKey(): string {
    return `${this.flowRun.id}/${this.key}`;
  }
  get signal(): AbortSignal {
    this.#signal ??= this.#timeout
      ? AbortSignal.any([this.flowRun.signal, this.#timeout.signal])
      : this.flowRun.signal;
    return this.#signal;
  }
  get logger(): RunLogger {
    this.#logger ??= new RunLogger(this.host, this.call);
    return this.#logger;
  }

  /** The transaction of this attempt, if it has begun one. */
  get openTransaction(): OpenTransaction | undefined {
    return this.#transaction;
  }

  currentTransaction(isNeeded = false): OpenTransaction | undefined {
    if (this.#transaction) return this.#transaction;
    const parent = this.call.scope.currentTransaction(isNeeded);
    const options = transactionOptionsOf(this.call.task);
    if (!parent && !options && !isNeeded) return undefined;
    const { transactions } = this.host;
    const { cachePolicy } = this.call.task.settings;
    this.#transaction = new OpenTransaction({
      id: this.key,
      name: this.name,
      key: options?.key,
      commitMode: options?.commitMode,
      isolationLevel: options?.isolationLevel ?? cachePolicy?.configuration.isolationLevel,
      parent,
      logger: this.logger,
      onSettled: (settled) => transactions.delete(settled),
    });
    if (!parent) transactions.add(this.#transaction);
    return this.#transaction;
  }

  override runChild(flow: FlowDefinition, parameters: unknown): Promise<State> {
    return this.host.startChild(this.call, flow, parameters);
  }

  expectOpen(): void {
    if (this.#isOver) throw new RunStopped("finished");
    if (this.call.task.settings.transactional) throw callsNothing(this.taskName);
    this.call.scope.expectOpen();
  }

  /** Calls the function of the task in this scope; its transaction comes first, if it has one. */
  run(sql?: Sql): unknown {
    const { task } = this.call;
    const args = sql ? [sql, ...this.call.args] : this.call.args;
    const { timeoutSeconds } = task.settings;
    if (this.capturesPrints) capturePrints();
    const fn = task.settings.isGenerator ? (...all: unknown[]) => this.#generate(all) : task.fn;
    if (timeoutSeconds === undefined) return runScopes.run(this, fn, ...args);
    this.#timeout = new AbortController();
    const late = () => {
      this.end();
      return timedOut(timeoutSeconds);
    };
    return withinSeconds(timeoutSeconds, this.#timeout, late, () =>
      runScopes.run(this, fn, ...args),
    );
  }

  /** Calls the generator of the task: for the one who uses its values, or for the list of them. */
  #generate(args: readonly unknown[]): Promise<unknown> {
    const { channel, task } = this.call;
    const values = expectGenerator(task.fn(...args));
    return channel ? channel.produce(values) : listValues(values);
  }

  /** From now on, code of this attempt that is still under way cannot call tasks. */
  end(): void {
    this.#isOver = true;
  }

  /** Whether this error says that the attempt took too long. */
  isTimeout(error: unknown): boolean {
    return this.#timeout !== undefined && this.#timeout.signal.reason === error;
  }
}

function callsNothing(name: string): InvalidInput {
  return new InvalidInput(`Task "${name}" is transactional, and cannot call tasks or flows.`, {
    detail: "They would be recorded even if its transaction is rolled back.",
    hint: "Call them before or after it, from the flow.",
  });
}

function timedOut(seconds: number): TimedOut {
  return new TimedOut(`Task run exceeded timeout of ${seconds} second(s)`, {
    hint: "Raise `timeoutSeconds`, and heed `taskRun.signal` to end early.",
  });
}
