import { AsyncLocalStorage } from "node:async_hooks";
import type { CallSettings } from "../calls/callOptions.ts";
import type { HeldSlots, SlotWish } from "../concurrency.ts";
import type { DelayedCall } from "../background/delayOptions.ts";
import type { FlowDefinition } from "../flowOptions.ts";
import type { Logger } from "./logger.ts";
import type { DeploymentRequest, DeploymentRun } from "../deployments/runDeployment.ts";
import { MissingRunContext } from "./runErrors.ts";
import type { FlowRunInfo, TaskRunInfo } from "./runInfo.ts";
import type { State } from "../states/states.ts";
import type { TaskDefinition } from "../taskOptions.ts";
import type { TaskFuture } from "../futures/taskFuture.ts";
import type { Transaction, TransactionOptions } from "../results/transaction.ts";
import type { OutwardAction } from "./outwardAction.ts";
import type { EndedFlowRun } from "../waits/waitForFlowRun.ts";
import type { WaitEnd, WaitRequest } from "../waits/waitRequest.ts";

/**
 * The code of a flow run, or of a task run within it, as it executes: what the engine offers to
 * definitions. It travels with the asynchronous context.
 */
export interface RunScope {
  readonly flowRun: FlowRunInfo;
  readonly taskRun: TaskRunInfo | undefined;
  /** The run of a deployment that the code is part of: its own, or one that has called it. */
  readonly deployedRun: FlowRunInfo | undefined;
  /** Whether the flow run does no more than carry a task that was called outside of flows. */
  readonly isOutsideOfFlows: boolean;
  readonly logger: Logger;
  callTask(task: TaskDefinition, args: readonly unknown[], call?: CallSettings): Promise<unknown>;
  submitTask(
    task: TaskDefinition,
    args: readonly unknown[],
    call?: CallSettings,
  ): TaskFuture<unknown>;
  /** One call for each list of arguments, numbered within this call of `map`. */
  mapTask(
    task: TaskDefinition,
    calls: readonly (readonly unknown[])[],
    call?: CallSettings,
  ): TaskFuture<unknown>[];
  /** … once the arguments are there over which it goes. */
  mapTaskLate(
    task: TaskDefinition,
    args: readonly unknown[],
    call?: CallSettings,
  ): Promise<TaskFuture<unknown>[]>;
  /** Calls a task whose function is a generator. */
  streamTask(
    task: TaskDefinition,
    args: readonly unknown[],
    call?: CallSettings,
  ): AsyncGenerator<unknown, void, undefined>;
  /** Takes slots of concurrency limits, which go with the run. */
  takeSlots(wish: SlotWish): Promise<HeldSlots>;
  /** Stores calls of tasks, to be executed wherever they are served; answers their ids. */
  delayTasks(calls: readonly DelayedCall[]): Promise<string[]>;
  callFlow(flow: FlowDefinition, parameters: unknown, call?: CallSettings): Promise<unknown>;
  submitFlow(flow: FlowDefinition, parameters: unknown, call?: CallSettings): TaskFuture<unknown>;
  /** Runs a body as a transaction within the running code. */
  runTransaction(
    options: TransactionOptions,
    body: (transaction: Transaction) => unknown,
  ): Promise<unknown>;
  /** The transaction that the code runs in; with `isNeeded`, a task run begins one. */
  currentTransaction(isNeeded?: boolean): Transaction | undefined;
  /** Waits, durably; without a `key` numbered among the waits of its kind in this scope. */
  wait(request: WaitRequest): Promise<WaitEnd>;
  /** Does something to other runs, as a task of this one. */
  act(action: OutwardAction): Promise<unknown>;
  /** Waits for a background run to be over, or the time; with 0 seconds it only looks. */
  waitForTask(
    taskRunId: string,
    timeoutSeconds: number | undefined,
    task: TaskDefinition | undefined,
  ): Promise<State>;
  /** Waits for the end of another run; undefined when it has not come in time. */
  waitForFlowRun(
    flowRunId: string,
    options: { timeoutSeconds: number | undefined; key: string | undefined },
  ): Promise<EndedFlowRun | undefined>;
  /** Calls a flow whose function is a generator. */
  streamFlow(
    flow: FlowDefinition,
    parameters: unknown,
    call?: CallSettings,
  ): AsyncGenerator<unknown, void, undefined>;
  runDeployment(request: DeploymentRequest): Promise<DeploymentRun>;
  /** Executes a run of a flow below the running code, which has to see to its being recorded. */
  runChild(flow: FlowDefinition, parameters: unknown): Promise<State>;
}

export const runScopes = new AsyncLocalStorage<RunScope>();

/** The error that says what was done where there is no run. */
export function missingScope(what: string): MissingRunContext {
  return new MissingRunContext(`${what} outside of a flow run.`, {
    hint: "Do so within a flow or a task; a task alone can be called, or sent off with `.delay`.",
  });
}

/** The scope of the running code, or an error that says what needs one. */
export function expectScope(what: string): RunScope {
  const scope = runScopes.getStore();
  if (scope) return scope;
  throw missingScope(what);
}
