import { InvalidInput } from "../errors.ts";
import type {
  FutureArguments,
  LateMapArguments,
  MapArguments,
  ResultOf,
} from "./calls/argumentTypes.ts";
import { completeCallOptions, generatorHasNoState } from "./calls/callOptions.ts";
import type { CallOptions, CallSettings } from "./calls/callOptions.ts";
import { delayOptionNames } from "./background/delayOptions.ts";
import type { DelayOptions } from "./background/delayOptions.ts";
import { delayTask, delayTaskMap } from "./background/delayTask.ts";
import type { DistributedFuture } from "./futures/distributedFuture.ts";
import type { Sql } from "./results/sql.ts";
import { listFutures } from "./futures/futureList.ts";
import type { FutureList } from "./futures/futureList.ts";
import { LateFutureList } from "./futures/lateFutureList.ts";
import { hookAdder } from "./hooks.ts";
import type { AddHook, TaskHook } from "./hooks.ts";
import type { LooseFunction } from "./calls/looseFunction.ts";
import { expandMapArguments, lateValueOf } from "./calls/mapArguments.ts";
import { expectFunction } from "./optionChecks.ts";
import { currentRunner } from "./runs/runner.ts";
import { expectScope, runScopes } from "./runs/runScope.ts";
import type { State } from "./states/states.ts";
import { completeTaskOptions } from "./taskOptions.ts";
import { endOf } from "./futures/taskFuture.ts";
import type {
  TaskDefinition,
  TaskOptions,
  TaskSettings,
  TransactionalTaskOptions,
} from "./taskOptions.ts";
import type { TaskFuture } from "./futures/taskFuture.ts";
import type { TransactionHook } from "./results/transaction.ts";

/** Sending calls of a task to the background, to a process that serves it (`taskServe`). */
export interface DelayedCalls<Args extends readonly unknown[], Result> {
  /** Sends a call off. Settles when it is stored, with a future of the result. */
  delay(...args: FutureArguments<Args>): Promise<DistributedFuture<Result>>;
  /** Sends off one call for each item of the iterable arguments. */
  delayMap(...args: LateMapArguments<Args>): Promise<DistributedFuture<Result>[]>;
}

/** The ways to call a task: now, at the same time as others, or in the background. */
export interface TaskCalls<Args extends readonly unknown[], Result> extends DelayedCalls<
  Args,
  Result
> {
  /** Runs the task and answers its result. */
  (...args: FutureArguments<Args>): Promise<Result>;
  /** Starts the task and answers a future of its result. */
  submit(...args: FutureArguments<Args>): TaskFuture<Result>;
  /** Starts one run for each item of the iterable arguments. */
  map(...args: MapArguments<Args>): FutureList<Result>;
  /** … or once what is mapped over is there, when that is a future. */
  map(...args: LateMapArguments<Args>): LateFutureList<Result>;
}

/** Ways to call a task here, waiting for the end and answering states; they throw for no failed run. */
export interface TaskStateCalls<Args extends readonly unknown[], Result> {
  (...args: FutureArguments<Args>): Promise<State<Result>>;
  submit(...args: FutureArguments<Args>): Promise<State<Result>>;
  map(...args: LateMapArguments<Args>): Promise<State<Result>[]>;
}

/** What tasks have in common, whatever their functions answer. */
interface TaskOfFunction extends TaskDefinition {
  readonly name: string;
  readonly settings: TaskSettings;
  readonly onRunning: AddHook<TaskHook>;
  readonly onCompletion: AddHook<TaskHook>;
  readonly onFailure: AddHook<TaskHook>;
  readonly onCommit: AddHook<TransactionHook>;
  readonly onRollback: AddHook<TransactionHook>;
}

/**
 * A step of a flow: run once, recorded, and not run again when the flow run resumes. Called outside
 * of flows it is a run of its own.
 */
export interface Task<Args extends readonly unknown[], Result, Returned = Result>
  extends TaskOfFunction, TaskCalls<Args, Result> {
  /** The function alone: nothing is recorded, retried or timed. */
  readonly fn: (...args: Args) => Returned | Promise<Returned>;
  /** The task with options for single calls: `task.with({ waitFor: [future] })(…)`. */
  with(options: CallOptions & { returnState: true }): TaskStateCalls<Args, Result>;
  with(options: CallOptions & { returnState?: false }): TaskCalls<Args, Result>;
  /** … and for calls that are sent off: `task.with({ delaySeconds: 60 }).delay(…)`. */
  with(options: Omit<CallOptions, "returnState"> & DelayOptions): DelayedCalls<Args, Result>;
  /** A copy with some options changed. */
  withOptions(options: TaskOptions<Args>): Task<Args, Result, Returned>;
}

/** A task whose function works in a database transaction. */
export interface TransactionalTask<Args extends readonly unknown[], Result, Returned = Result>
  extends Omit<Task<Args, Result, Returned>, "fn" | "withOptions">, TaskCalls<Args, Result> {
  readonly fn: (sql: Sql, ...args: Args) => Returned | Promise<Returned>;
  withOptions(options: TaskOptions<Args>): TransactionalTask<Args, Result, Returned>;
}

/** The ways to call a task whose function is a generator. */
export interface GeneratorTaskCalls<Args extends readonly unknown[], Item> extends DelayedCalls<
  Args,
  Item[]
> {
  /** Starts the task when the first value is asked for, and gives values as they come. */
  (...args: FutureArguments<Args>): AsyncGenerator<Item, void, undefined>;
  /** Starts the task and answers a future of the list of its values. */
  submit(...args: FutureArguments<Args>): TaskFuture<Item[]>;
  map(...args: MapArguments<Args>): FutureList<Item[]>;
  map(...args: LateMapArguments<Args>): LateFutureList<Item[]>;
}

/**
 * A task whose function is a generator (`async function*`). Its values are not kept: a flow run
 * that resumes has them made again. Once a value was given, a failure is not retried.
 */
export interface GeneratorTask<Args extends readonly unknown[], Item>
  extends TaskOfFunction, GeneratorTaskCalls<Args, Item> {
  readonly fn: GeneratorFunction<Args, Item>;
  with(options: Omit<CallOptions, "returnState">): GeneratorTaskCalls<Args, Item>;
  with(options: Omit<CallOptions, "returnState"> & DelayOptions): DelayedCalls<Args, Item[]>;
  withOptions(options: TaskOptions<Args>): GeneratorTask<Args, Item>;
}

type TaskFunction<Args extends readonly unknown[], Returned> = (
  ...args: Args
) => Returned | Promise<Returned>;
type GeneratorFunction<Args extends readonly unknown[], Item> = (
  ...args: Args
) => AsyncGenerator<Item> | Generator<Item>;

/** The task that is made of a function which returns this. */
type TaskReturning<Args extends readonly unknown[], Returned> = [Returned] extends [never]
  ? Task<Args, never>
  : [Returned] extends [AsyncGenerator<infer Item> | Generator<infer Item>]
    ? GeneratorTask<Args, Item>
    : Task<Args, ResultOf<Returned>, Returned>;

/**
 * Makes a task of a function.
 *
 * @example
 * const extract = task({ name: "extract", retries: 3 }, async (source: string) => fetchRows(source));
 */
export function task<Args extends readonly unknown[], Returned>(
  fn: TaskFunction<Args, Returned>,
): TaskReturning<Args, Returned>;
/**
 * Makes a task whose function works in a database transaction, which it is given before its
 * arguments; callers do not pass it. What it does there and its result are committed together.
 *
 * @example
 * const pay = task({ name: "pay", transactional: true }, async (sql, id: string) => {
 *   await sql.query("update invoices set paid = true where id = $1", [id]);
 * });
 */
export function task<Args extends readonly unknown[], Returned>(
  options: TransactionalTaskOptions<Args>,
  fn: (sql: Sql, ...args: Args) => Returned | Promise<Returned>,
): TransactionalTask<Args, ResultOf<Returned>, Returned>;
export function task<Args extends readonly unknown[], Returned>(
  options: TaskOptions<Args>,
  fn: TaskFunction<Args, Returned>,
): TaskReturning<Args, Returned>;
export function task(
  first: TaskOptions | TransactionalTaskOptions | LooseFunction,
  second?: LooseFunction,
): TaskDefinition {
  if (typeof first === "function") return makeTask({}, first);
  return makeTask(first, expectFunction("fn", second));
}

function makeTask(
  options: TaskOptions | TransactionalTaskOptions,
  fn: LooseFunction,
): TaskDefinition {
  const settings = completeTaskOptions(options, fn);
  const { onRunning, onCompletion, onFailure, onCommit, onRollback } = settings;
  const hooks = { onRunning, onCompletion, onFailure, onCommit, onRollback };
  const made: TaskDefinition = Object.assign(
    callsOf(() => made),
    {
      settings,
      fn,
      with: (call: CallOptions & DelayOptions) =>
        callsOf(() => made, completeCallOptions("task", call)),
      withOptions: (changes: TaskOptions) => makeTask({ ...options, ...hooks, ...changes }, fn),
      onRunning: hookAdder("onRunning", onRunning),
      onCompletion: hookAdder("onCompletion", onCompletion),
      onFailure: hookAdder("onFailure", onFailure),
      onCommit: hookAdder("onCommit", onCommit),
      onRollback: hookAdder("onRollback", onRollback),
    },
  );
  Object.defineProperty(made, "name", { value: settings.name });
  return made;
}

/** The ways to call a task, each with the same options of the call. */
function callsOf(task: () => TaskDefinition, call?: CallSettings) {
  const doing = (what: string) => `Task "${task().name}" was ${what}`;
  const scopeOf = (what: string) => {
    if (call?.delay) throw isForDelay(task());
    return expectScope(doing(what));
  };
  const start = (args: readonly unknown[]) => {
    if (task().settings.isGenerator) {
      if (call?.returnState) throw generatorHasNoState(`Task "${task().name}"`);
      if (call?.delay) throw isForDelay(task());
      return (runScopes.getStore() ?? currentRunner()).streamTask(task(), args, call);
    }
    if (call?.delay) return Promise.reject(isForDelay(task()));
    const scope = runScopes.getStore();
    if (!scope) return callAlone(task(), args, call);
    return call?.returnState
      ? endOf(scope.submitTask(task(), args, call))
      : scope.callTask(task(), args, call);
  };
  return Object.assign((...args: unknown[]) => start(args), {
    submit: (...args: unknown[]) => {
      const future = scopeOf("submitted").submitTask(task(), args, call);
      return call?.returnState ? endOf(future) : future;
    },
    map: (...args: unknown[]) => {
      const scope = scopeOf("mapped");
      if (args.some((arg) => lateValueOf(arg) !== undefined)) {
        const late = scope.mapTaskLate(task(), args, call);
        return call?.returnState
          ? late.then((futures) => Promise.all(futures.map(endOf)))
          : new LateFutureList(late);
      }
      const futures = scope.mapTask(task(), expandMapArguments(task().name, args), call);
      return call?.returnState ? Promise.all(futures.map(endOf)) : listFutures(futures);
    },
    delay: (...args: unknown[]) => delayTask(task(), args, call),
    delayMap: (...args: unknown[]) => delayTaskMap(task(), args, call),
  });
}

/** A call outside of flows: a run of its own, in this process. */
async function callAlone(
  task: TaskDefinition,
  args: readonly unknown[],
  call: CallSettings | undefined,
): Promise<unknown> {
  const state = await currentRunner().callTask(task, args, call);
  return call?.returnState ? state : state.result();
}

function isForDelay({ name }: TaskDefinition): InvalidInput {
  return new InvalidInput(`Task "${name}" was called with options for the background.`, {
    hint: `Write it as \`.with({ delaySeconds: 60 }).delay(…)\`: ${delayOptionNames.join(", ")}.`,
  });
}
