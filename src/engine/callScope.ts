import type { FlowDefinition } from "../flow/flowOptions.ts";
import type { FlowRunInfo, TaskRunInfo } from "../flow/runInfo.ts";
import type { RunScope } from "../flow/runScope.ts";
import type { TaskDefinition } from "../flow/taskOptions.ts";
import { TaskFuture } from "../flow/taskFuture.ts";
import type { TaskFutureSource } from "../flow/taskFuture.ts";
import type { RunHost } from "./runHost.ts";
import type { RunLogger } from "./runLogger.ts";
import { subflowTask } from "./subflowTask.ts";

/**
 * Code that can call tasks: the body of a flow run, or one attempt of a task run. It numbers the
 * calls of each name at the moment of the call, so that keys do not depend on what ends first.
 */
export abstract class CallScope implements RunScope {
  abstract readonly host: RunHost;
  abstract readonly flowRun: FlowRunInfo;
  abstract readonly taskRun: TaskRunInfo | undefined;
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

  /** @throws RunStopped when nothing may be called any more */
  abstract expectOpen(): void;

  callTask(task: TaskDefinition, args: readonly unknown[]): Promise<unknown> {
    return this.#start(task, args).promise;
  }

  submitTask(task: TaskDefinition, args: readonly unknown[]): TaskFuture<unknown> {
    return new TaskFuture(this.#start(task, args));
  }

  mapTask(task: TaskDefinition, calls: readonly (readonly unknown[])[]): TaskFuture<unknown>[] {
    const index = this.#nextIndex(task.name);
    return calls.map(
      (args, item) => new TaskFuture(this.host.startTask(this, task, args, { index, item })),
    );
  }

  callFlow(flow: FlowDefinition, parameters: unknown): Promise<unknown> {
    return this.callTask(subflowTask(flow), [parameters]);
  }

  runChild(flow: FlowDefinition, parameters: unknown): Promise<unknown> {
    return this.host.startChild(flow, parameters, this.taskRun?.key ?? "");
  }

  #start(task: TaskDefinition, args: readonly unknown[]): TaskFutureSource<unknown> {
    const index = this.#nextIndex(task.name);
    return this.host.startTask(this, task, args, { index, item: undefined });
  }

  #nextIndex(name: string): number {
    this.#counts ??= new Map();
    const index = this.#counts.get(name) ?? 0;
    this.#counts.set(name, index + 1);
    return index;
  }
}
