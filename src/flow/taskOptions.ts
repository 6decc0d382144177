import { InvalidInput } from "../errors.ts";
import {
  expectBoolean,
  expectFunction,
  expectNameOf,
  expectNumber,
  expectOneOf,
  expectPositive,
  expectString,
  expectTags,
  expectTextOrFunction,
  expectWhole,
  optional,
  refuseUnknownOptions,
} from "./optionChecks.ts";
import type { LooseFunction } from "./calls/looseFunction.ts";
import { cacheKeyFn, expectCachePolicy } from "./results/cachePolicy.ts";
import type { CachePolicy } from "./results/cachePolicy.ts";
import { listHooks } from "./hooks.ts";
import type { Hooks, TaskHook } from "./hooks.ts";
import { isGeneratorFunction } from "./isGeneratorFunction.ts";
import { completeRetryDelays } from "./retries.ts";
import type { RetryDelay, RetryDelayMaker } from "./retries.ts";
import { expectSerializer } from "./results/resultSerializer.ts";
import type { ResultSerializer, SerializerName } from "./results/resultSerializer.ts";
import { expectStorage } from "./results/resultStorage.ts";
import type { ResultStorage } from "./results/resultStorage.ts";
import type { TaskRunInfo } from "./runs/runInfo.ts";
import { sqlIsolationLevels } from "./results/sql.ts";
import type { SqlTransactionOptions } from "./results/sql.ts";
import type { State } from "./states/states.ts";
import type { TransactionHook } from "./results/transaction.ts";

/**
 * What to do when a recorded task is called again, on resume, with other input:
 * `fail` the call, `rerun` it and record it beside the old one, or `accept` the old result.
 */
export type ReplayPolicy = (typeof replayPolicies)[number];
const replayPolicies = ["fail", "rerun", "accept"] as const;

/** A function of the arguments of a task. (As a method, so that it fits the options of any task.) */
type NameMaker<Args extends readonly unknown[]> = {
  call(this: void, ...args: Args): string;
}["call"];

/** A key function of the run and its arguments. (As a method, for the same reason.) */
type KeyMaker<Args extends readonly unknown[]> = {
  call(this: void, run: TaskRunInfo, ...args: Args): string | null | undefined;
}["call"];

export interface TaskOptions<Args extends readonly unknown[] = readonly unknown[]> {
  /** How the task is called everywhere. Default: the name of the function. */
  name?: string;
  description?: string;
  version?: string;
  tags?: readonly string[];
  /** How often to try again after a failure. Default: a setting. */
  retries?: number;
  /** Seconds before each retry. Default: a setting. */
  retryDelaySeconds?: RetryDelay;
  /** Spreads each delay at random, up to `delay * (1 + factor)`. Default: exact delays. */
  retryJitterFactor?: number;
  /** Whether this failure is worth a retry. If it throws, there is none. */
  retryConditionFn?: (
    task: TaskDefinition,
    run: TaskRunInfo,
    state: State,
  ) => boolean | Promise<boolean>;
  /** How long one attempt may take. Then it has failed, and its `signal` is aborted. */
  timeoutSeconds?: number;
  /** Whether `console` output inside the task goes to the log of the run. Default: as the flow. */
  logPrints?: boolean;
  /**
   * Names the call within its flow run, or within the task that calls it. A call whose name has
   * a recorded result returns that result. Default: the number of the call; when its run goes on
   * and calls come in another order, also its input.
   */
  key?: string | NameMaker<Args>;
  /**
   * The name of a run: a function, or a text with places: `{source}` for a parameter or a field of
   * the first argument, `{order.id}`, `{0}`, `{day:%A %d %B}` for a date, `{flowRun.name}`.
   */
  taskRunName?: string | NameMaker<Args>;
  replayMismatch?: ReplayPolicy;
  /**
   * When the result of an earlier run is used in the place of running again: one policy, or
   * several that are added up, such as `[INPUTS, TASK_SOURCE]`. Default: never. (Within one flow
   * run, recorded calls are not repeated in any case.)
   */
  cachePolicy?: CachePolicy | readonly CachePolicy[];
  /** Makes the key of a call, in the place of a policy. Null or undefined: it is not cached. */
  cacheKeyFn?: KeyMaker<Args>;
  /** For how long after its completion a result may be used again. Default: without end. */
  cacheExpirationSeconds?: number;
  /** Whether to run in any case, and put the new result into the place of a cached one. */
  refreshCache?: boolean;
  /**
   * Whether the result is stored. If not, it lives in memory alone: the task runs again when its
   * flow run is resumed or retried, and nothing is cached. Default true.
   */
  persistResult?: boolean;
  /**
   * Where the result is stored: `database`, `file:` and a folder, `s3://bucket/prefix`, or a
   * storage of your own. Default: as the flow; else with the run, or in the database when it is
   * large.
   */
  resultStorage?: ResultStorage | string;
  /**
   * The key of the result in its storage: a text with `{parameters.name}`, `{flowRun.id}`,
   * `{flowRun.name}`, `{flowRun.flowName}`, `{taskRun.key}` or `{taskRun.name}` places. It is the
   * key of the cache as well, so that what is stored under it is used again.
   */
  resultStorageKey?: string;
  /** How the result becomes bytes in its storage. Default: as the flow, or `json`. */
  resultSerializer?: SerializerName | ResultSerializer;
  /** Whether results that were stored or read are kept in memory for a while. Default true. */
  cacheResultInMemory?: boolean;
  onRunning?: Hooks<TaskHook>;
  onCompletion?: Hooks<TaskHook>;
  onFailure?: Hooks<TaskHook>;
  /**
   * True: the function is given a database transaction before its arguments, and what it does in it
   * is committed together with its result: both exactly once, whenever the process dies.
   */
  transactional?: false;
  /** Called when the transaction that the task run is part of commits. */
  onCommit?: Hooks<TransactionHook>;
  /** Called when the transaction that the task run is part of is rolled back: undoes its work. */
  onRollback?: Hooks<TransactionHook>;
}

/** The options of a task whose function works in a database transaction. */
export type TransactionalTaskOptions<Args extends readonly unknown[] = readonly unknown[]> = Omit<
  TaskOptions<Args>,
  "transactional" | "persistResult"
> & { transactional: true | SqlTransactionOptions };

/** The options of a task, checked and complete. */
export interface TaskSettings {
  readonly name: string;
  readonly description: string | undefined;
  readonly version: string | undefined;
  readonly tags: readonly string[];
  /** Undefined when nothing was said: then the settings of whoever runs it count. */
  readonly retries: number | undefined;
  readonly retryDelays: readonly number[] | RetryDelayMaker | undefined;
  readonly retryJitterFactor: number | undefined;
  readonly retryConditionFn: TaskOptions["retryConditionFn"];
  readonly timeoutSeconds: number | undefined;
  readonly logPrints: boolean | undefined;
  readonly key: string | LooseFunction<string> | undefined;
  readonly taskRunName: string | LooseFunction<string> | undefined;
  readonly replayMismatch: ReplayPolicy;
  /** Undefined when nothing was said about caching. */
  readonly cachePolicy: CachePolicy | undefined;
  readonly cacheExpirationSeconds: number | undefined;
  readonly refreshCache: boolean | undefined;
  readonly persistResult: boolean | undefined;
  readonly resultStorage: ResultStorage | string | undefined;
  readonly resultStorageKey: string | undefined;
  readonly resultSerializer: SerializerName | ResultSerializer | undefined;
  readonly cacheResultInMemory: boolean;
  /** Whether the function is a generator. */
  readonly isGenerator: boolean;
  readonly onRunning: TaskHook[];
  readonly onCompletion: TaskHook[];
  readonly onFailure: TaskHook[];
  /** Undefined unless the function works in a database transaction. */
  readonly transactional: SqlTransactionOptions | undefined;
  readonly onCommit: TransactionHook[];
  readonly onRollback: TransactionHook[];
}

/** Any task, whatever it takes and returns: what the engine and hooks are given. */
export interface TaskDefinition {
  readonly name: string;
  readonly settings: TaskSettings;
  readonly fn: LooseFunction;
  /** Whether its runs mirror those of a flow, each call being a flow run of its own. */
  readonly standsFor?: "flow";
}

const knownOptions: readonly (keyof TaskOptions)[] = [
  "name",
  "description",
  "version",
  "tags",
  "retries",
  "retryDelaySeconds",
  "retryJitterFactor",
  "retryConditionFn",
  "timeoutSeconds",
  "logPrints",
  "key",
  "taskRunName",
  "replayMismatch",
  "cachePolicy",
  "cacheKeyFn",
  "cacheExpirationSeconds",
  "refreshCache",
  "persistResult",
  "resultStorage",
  "resultStorageKey",
  "resultSerializer",
  "cacheResultInMemory",
  "onRunning",
  "onCompletion",
  "onFailure",
  "transactional",
  "onCommit",
  "onRollback",
];

export function expectReplayPolicy(subject: string, value: unknown): ReplayPolicy {
  return expectOneOf(subject, value, replayPolicies);
}

/** Checks the options of a task and fills in what is left out. */
export function completeTaskOptions(
  options: TaskOptions | TransactionalTaskOptions,
  fn: LooseFunction,
): TaskSettings {
  expectFunction("fn", fn);
  refuseUnknownOptions("task", options, knownOptions);
  const retries = optional(options, "retries", expectWhole);
  return Object.freeze({
    name: expectNameOf("task", options.name, fn),
    description: optional(options, "description", expectString),
    version: optional(options, "version", expectString),
    tags: optional(options, "tags", expectTags) ?? [],
    retries,
    retryDelays: completeRetryDelays(options.retryDelaySeconds, retries),
    retryJitterFactor: optional(options, "retryJitterFactor", expectNumber),
    retryConditionFn: optional(options, "retryConditionFn", expectFunction),
    timeoutSeconds: optional(options, "timeoutSeconds", expectPositive),
    logPrints: optional(options, "logPrints", expectBoolean),
    key: optional(options, "key", expectTextOrFunction),
    taskRunName: optional(options, "taskRunName", expectTextOrFunction),
    replayMismatch: optional(options, "replayMismatch", expectReplayPolicy) ?? "fail",
    cachePolicy: choosePolicy(options),
    cacheExpirationSeconds: optional(options, "cacheExpirationSeconds", expectNumber),
    refreshCache: optional(options, "refreshCache", expectBoolean),
    persistResult:
      "persistResult" in options ? optional(options, "persistResult", expectBoolean) : undefined,
    resultStorage: optional(options, "resultStorage", expectStorage),
    resultStorageKey: optional(options, "resultStorageKey", expectString),
    resultSerializer: optional(options, "resultSerializer", expectSerializer),
    cacheResultInMemory: optional(options, "cacheResultInMemory", expectBoolean) ?? true,
    isGenerator: isGeneratorFunction(fn),
    onRunning: listHooks("onRunning", options.onRunning),
    onCompletion: listHooks("onCompletion", options.onCompletion),
    onFailure: listHooks("onFailure", options.onFailure),
    transactional: expectTransactional(options, fn),
    onCommit: listHooks("onCommit", options.onCommit),
    onRollback: listHooks("onRollback", options.onRollback),
  });
}

/** A key function wins over a policy, as the more special of the two. */
function choosePolicy(options: TaskOptions | TransactionalTaskOptions): CachePolicy | undefined {
  const byFunction = optional(options, "cacheKeyFn", (_name, fn) => cacheKeyFn(fn));
  const policy = optional(options, "cachePolicy", expectCachePolicy);
  if (byFunction && policy) {
    process.emitWarning("A task has both `cachePolicy` and `cacheKeyFn`; the function is used.");
  }
  return byFunction ?? policy;
}

function expectTransactional(
  options: TaskOptions | TransactionalTaskOptions,
  fn: LooseFunction,
): SqlTransactionOptions | undefined {
  const { transactional } = options;
  if (transactional === undefined || transactional === false) return undefined;
  if ("persistResult" in options && options.persistResult !== undefined && !options.persistResult) {
    throw new InvalidInput("A transactional task cannot have `persistResult: false`.", {
      hint: "Its result is what tells that its work is done, and is committed with it.",
    });
  }
  if (isGeneratorFunction(fn)) {
    throw new InvalidInput("A transactional task cannot be a generator.", {
      hint: "Return the list of values.",
    });
  }
  if (transactional === true) return {};
  refuseUnknownOptions("transactional task", transactional, ["isolation"]);
  const isolation = optional(transactional, "isolation", (name, value) =>
    expectOneOf(name, value, sqlIsolationLevels),
  );
  return isolation === undefined ? {} : { isolation };
}
