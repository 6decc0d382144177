import { listFutures } from "./futureList.ts";
import type { FutureList } from "./futureList.ts";
import { expandMapArguments } from "./mapArguments.ts";
import type { FutureArguments, MapArguments } from "./mapArguments.ts";
import type { LooseFunction } from "./looseFunction.ts";
import { expectFunction } from "./optionChecks.ts";
import { expectScope, missingScope, runScopes } from "./runScope.ts";
import { completeTaskOptions } from "./taskOptions.ts";
import type { TaskDefinition, TaskOptions, TaskSettings } from "./taskOptions.ts";
import type { TaskFuture } from "./taskFuture.ts";

/** A step of a flow: run once, recorded, and not run again when the flow run resumes. */
export interface Task<Args extends readonly unknown[], Result> extends TaskDefinition {
  /** Runs the task and answers its result. */
  (...args: FutureArguments<Args>): Promise<Result>;
  readonly name: string;
  readonly settings: TaskSettings;
  /** The function alone: nothing is recorded, retried or timed. */
  readonly fn: (...args: Args) => Result | Promise<Result>;
  /** Starts the task and answers a future of its result. */
  submit(...args: FutureArguments<Args>): TaskFuture<Result>;
  /** Starts one run for each item of the iterable arguments. */
  map(...args: MapArguments<Args>): FutureList<Result>;
  /** A copy with some options changed. */
  withOptions(options: TaskOptions<Args>): Task<Args, Result>;
}

type TaskFunction<Args extends readonly unknown[], Result> = (
  ...args: Args
) => Result | Promise<Result>;

/**
 * Makes a task of a function.
 *
 * @example
 * const extract = task({ name: "extract", retries: 3 }, async (source: string) => fetchRows(source));
 */
export function task<Args extends readonly unknown[], Result>(
  fn: TaskFunction<Args, Result>,
): Task<Args, Result>;
export function task<Args extends readonly unknown[], Result>(
  options: TaskOptions<Args>,
  fn: TaskFunction<Args, Result>,
): Task<Args, Result>;
export function task(first: TaskOptions | LooseFunction, second?: LooseFunction): TaskDefinition {
  if (typeof first === "function") return makeTask({}, first);
  return makeTask(first, expectFunction("fn", second));
}

function makeTask(options: TaskOptions, fn: LooseFunction): TaskDefinition {
  const settings = completeTaskOptions(options, fn);
  const title = `Task "${settings.name}"`;
  const call = (...args: unknown[]) => {
    const scope = runScopes.getStore();
    return scope ? scope.callTask(made, args) : Promise.reject(missingScope(`${title} was called`));
  };
  const made: TaskDefinition = Object.assign(call, {
    settings,
    fn,
    submit: (...args: unknown[]) => expectScope(`${title} was submitted`).submitTask(made, args),
    map: (...args: unknown[]) => {
      const scope = expectScope(`${title} was mapped`);
      return listFutures(scope.mapTask(made, expandMapArguments(settings.name, args)));
    },
    withOptions: (changes: TaskOptions) => makeTask({ ...options, ...changes }, fn),
  });
  Object.defineProperty(made, "name", { value: settings.name });
  return made;
}
