import type { CallSettings } from "../../flow/calls/callOptions.ts";
import type { HeldSlots, SlotWish } from "../../flow/concurrency.ts";
import type { DelayedCall } from "../../flow/background/delayOptions.ts";
import type { FlowDefinition } from "../../flow/flowOptions.ts";
import type { FlowRunInfo, TaskRunInfo } from "../../flow/runs/runInfo.ts";
import { isRecord } from "../../flow/isRecord.ts";
import type { DeploymentRequest, DeploymentRun } from "../../flow/deployments/runDeployment.ts";
import type { RunScope } from "../../flow/runs/runScope.ts";
import { NotFound } from "../../errors.ts";
import { State } from "../../flow/states/states.ts";
import { readBackgroundState } from "../background/backgroundState.ts";
import type { TaskDefinition } from "../../flow/taskOptions.ts";
import type { Transaction, TransactionOptions } from "../../flow/results/transaction.ts";
import { TaskFuture } from "../../flow/futures/taskFuture.ts";
import type { TaskFutureSource } from "../../flow/futures/taskFuture.ts";
import type { OutwardAction } from "../../flow/runs/outwardAction.ts";
import type { EndedFlowRun } from "../../flow/waits/waitForFlowRun.ts";
import type { WaitEnd, WaitRequest } from "../../flow/waits/waitRequest.ts";
import { readFlowRunEnd } from "../flows/endedFlowRun.ts";
import { decodeResult } from "../store/resultCodec.ts";
import { expandMapArguments } from "../../flow/calls/mapArguments.ts";
import { lateColumns } from "../tasks/lateColumns.ts";
import { outwardTask } from "../outside/outwardTask.ts";
import { callDeployment } from "../children/deploymentCall.ts";
import type { RunHost } from "./runHost.ts";
import type { RunLogger } from "../logs/runLogger.ts";
import { streamedFlow } from "../flows/streamedFlow.ts";
import { subflowTask } from "../children/subflowTask.ts";
import type { TaskRun } from "../tasks/taskRun.ts";
import type { OpenTransaction } from "../transactions/openTransaction.ts";
import { transactionTask } from "../transactions/transactionTask.ts";
import { YieldChannel } from "./yieldChannel.ts";

/**
 * Code that can call tasks: the body of a flow run, or one attempt of a task run. It numbers the
 * calls of each name at the moment of the call, so that keys do not depend on what ends first.
 */
export abstract class CallScope implements RunScope {
  abstract readonly host: RunHost;
  abstract readonly flowRun: FlowRunInfo;
  abstract readonly taskRun: TaskRunInfo | undefined;
  /** The task run whose code this is; undefined for the body of the flow. */
  abstract readonly call: TaskRun | undefined;
  abstract readonly logger: RunLogger;
  /** Whether `console` output goes to the log of the run. */
  abstract readonly capturesPrints: boolean;
  /** The part of replay keys that this scope gives: empty, or ending with a slash. */
  abstract readonly path: string;
  /** Whether completed calls are remembered, because the scope may be run again. */
  abstract readonly isRetried: boolean;
  /** Whether it was run before by this holder, so that its calls may be known already. */
  abstract readonly isRerun: boolean;
  #counts: Map<string, number> | undefined;

  /** The transaction of this code. A task run has one when it is needed or one is around it. */
  abstract currentTransaction(isNeeded?: boolean): OpenTransaction | undefined;

  /** @throws RunStopped when nothing may be called any more */
  abstract expectOpen(): void;

  get isOutsideOfFlows(): boolean {
    return this.host.carriesTask;
  }
  get deployedRun(): FlowRunInfo | undefined {
    return this.host.deployedRun;
  }

  callTask(task: TaskDefinition, args: readonly unknown[], call?: CallSettings): Promise<unknown> {
    return this.#start(task, args, call).promise;
  }

  submitTask(
    task: TaskDefinition,
    args: readonly unknown[],
    call?: CallSettings,
  ): TaskFuture<unknown> {
    return new TaskFuture(this.#start(task, args, call));
  }

  mapTask(
    task: TaskDefinition,
    calls: readonly (readonly unknown[])[],
    call?: CallSettings,
  ): TaskFuture<unknown>[] {
    return this.#startMap(task, calls, this.#nextIndex(task.name), call);
  }

  /** A single call stands for all of them, and is not ready, when there is nothing to map over. */
  async mapTaskLate(
    task: TaskDefinition,
    args: readonly unknown[],
    call?: CallSettings,
  ): Promise<TaskFuture<unknown>[]> {
    const index = this.#nextIndex(task.name);
    const columns = await lateColumns(this, args);
    if (columns) return this.#startMap(task, expandMapArguments(task.name, columns), index, call);
    const place = { index, item: undefined };
    return [new TaskFuture(this.host.startTask(this, task, args, place, call))];
  }

  streamTask(
    task: TaskDefinition,
    args: readonly unknown[],
    call?: CallSettings,
  ): AsyncGenerator<unknown, void, undefined> {
    const place = { index: this.#nextIndex(task.name), item: undefined };
    const channel = new YieldChannel();
    return channel.consume(
      () => this.host.startTask(this, task, args, place, call, channel).promise,
    );
  }

  takeSlots(wish: SlotWish): Promise<HeldSlots> {
    this.expectOpen();
    return this.host.services.slots.take(wish, {
      flowRunId: this.flowRun.id,
      epoch: this.host.epoch,
      taskKey: this.taskRun?.key,
      signal: (this.taskRun ?? this.flowRun).signal,
    });
  }

  delayTasks(calls: readonly DelayedCall[]): Promise<string[]> {
    return this.host.services.store.delayTasks(calls);
  }

  callFlow(flow: FlowDefinition, parameters: unknown, call?: CallSettings): Promise<unknown> {
    return this.#start(subflowTask(flow), [parameters], call).promise;
  }

  submitFlow(flow: FlowDefinition, parameters: unknown, call?: CallSettings): TaskFuture<unknown> {
    return new TaskFuture(this.#start(subflowTask(flow), [parameters], call));
  }

  runTransaction(
    options: TransactionOptions,
    body: (transaction: Transaction) => unknown,
  ): Promise<unknown> {
    return this.callTask(transactionTask(options, body), []);
  }

  async wait(request: WaitRequest): Promise<WaitEnd> {
    // Numbered apart from tasks of the same name.
    const index = this.#nextIndex(`wait/${request.kind}`);
    const { outcome, value } = await this.host.waits.wait(this, request, index);
    if (request.kind !== "input" || !isRecord(value)) return { outcome, value };
    const sent = decodeResult(value["value"], value["value_meta"]);
    return { outcome, value: { ...value, value: sent } };
  }

  act(action: OutwardAction): Promise<unknown> {
    return this.callTask(outwardTask(action, this.host.services.store), [action]);
  }

  async waitForTask(
    taskRunId: string,
    seconds: number | undefined,
    task: TaskDefinition | undefined,
  ): Promise<State> {
    const request = { kind: "flow_run", seconds, awaitedFlowRunId: taskRunId } as const;
    const end = seconds === 0 ? undefined : await this.wait(request);
    // Whoever has not waited for long enough is told so again, also when it is over by now.
    if (end?.outcome === "elapsed") return new State({ type: "RUNNING" });
    const { store, results } = this.host.services;
    const read = async () => {
      const outcome = await store.readFlowRun(taskRunId);
      if (!outcome) throw new NotFound(`No background run has the id ${taskRunId}.`);
      return await readBackgroundState(outcome, results, task);
    };
    return await this.host.waits.whileBusy(read());
  }

  async waitForFlowRun(
    flowRunId: string,
    { timeoutSeconds, key }: { timeoutSeconds: number | undefined; key: string | undefined },
  ): Promise<EndedFlowRun | undefined> {
    const { outcome, value } = await this.wait({
      kind: "flow_run",
      key,
      seconds: timeoutSeconds,
      awaitedFlowRunId: flowRunId,
    });
    if (outcome === "elapsed") return undefined;
    const { waits, services } = this.host;
    return await waits.whileBusy(readFlowRunEnd(value, services.results));
  }

  streamFlow(
    flow: FlowDefinition,
    parameters: unknown,
    call?: CallSettings,
  ): AsyncGenerator<unknown, void, undefined> {
    const place = { index: this.#nextIndex(flow.name), item: undefined };
    const { channel, definition } = streamedFlow(flow);
    const task = subflowTask(definition);
    return channel.consume(
      () => this.host.startTask(this, task, [parameters], place, call, channel).promise,
    );
  }

  runDeployment(request: DeploymentRequest): Promise<DeploymentRun> {
    return callDeployment(this, request, this.#nextIndex(request.deployment));
  }

  /** Outside of a task that stands for the call, the call comes first. */
  runChild(flow: FlowDefinition, parameters: unknown): Promise<State> {
    return this.submitFlow(flow, parameters).wait();
  }

  #start(
    task: TaskDefinition,
    args: readonly unknown[],
    call: CallSettings | undefined,
  ): TaskFutureSource<unknown> {
    const index = this.#nextIndex(task.name);
    return this.host.startTask(this, task, args, { index, item: undefined }, call);
  }

  #startMap(
    task: TaskDefinition,
    calls: readonly (readonly unknown[])[],
    index: number,
    call: CallSettings | undefined,
  ): TaskFuture<unknown>[] {
    return calls.map(
      (args, item) => new TaskFuture(this.host.startTask(this, task, args, { index, item }, call)),
    );
  }

  #nextIndex(name: string): number {
    this.#counts ??= new Map();
    const index = this.#counts.get(name) ?? 0;
    this.#counts.set(name, index + 1);
    return index;
  }
}
