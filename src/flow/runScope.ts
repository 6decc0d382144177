import { AsyncLocalStorage } from "node:async_hooks";
import type { CallSettings } from "./callOptions.ts";
import type { FlowDefinition } from "./flowOptions.ts";
import type { Logger } from "./logger.ts";
import { MissingRunContext } from "./runErrors.ts";
import type { FlowRunInfo, TaskRunInfo } from "./runInfo.ts";
import type { TaskDefinition } from "./taskOptions.ts";
import type { TaskFuture } from "./taskFuture.ts";

/**
 * The code of a flow run, or of a task run within it, as it executes: what the engine offers to
 * definitions. It travels with the asynchronous context.
 */
export interface RunScope {
  readonly flowRun: FlowRunInfo;
  readonly taskRun: TaskRunInfo | undefined;
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
  /** Calls a task whose function is a generator. */
  streamTask(
    task: TaskDefinition,
    args: readonly unknown[],
    call?: CallSettings,
  ): AsyncGenerator<unknown, void, undefined>;
  callFlow(flow: FlowDefinition, parameters: unknown, call?: CallSettings): Promise<unknown>;
  submitFlow(flow: FlowDefinition, parameters: unknown, call?: CallSettings): TaskFuture<unknown>;
  /** Executes a run of a flow below the running code, which has to see to its being recorded. */
  runChild(flow: FlowDefinition, parameters: unknown): Promise<unknown>;
}

export const runScopes = new AsyncLocalStorage<RunScope>();

/** The error that says what was done where there is no run. */
export function missingScope(what: string): MissingRunContext {
  return new MissingRunContext(`${what} outside of a flow run.`, {
    hint: "Call it from within a flow; to run a task's function alone, call its `.fn`.",
  });
}

/** The scope of the running code, or an error that says what needs one. */
export function expectScope(what: string): RunScope {
  const scope = runScopes.getStore();
  if (scope) return scope;
  throw missingScope(what);
}
