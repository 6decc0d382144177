import { InvalidInput } from "../../errors.ts";
import type { Hooks } from "../hooks.ts";
import type { IsolationLevel } from "./cachePolicy.ts";
import type { Logger } from "../runs/logger.ts";
import {
  expectBoolean,
  expectFunction,
  expectName,
  expectOneOf,
  expectString,
  optional,
  refuseUnknownOptions,
} from "../optionChecks.ts";
import { expectScope, runScopes } from "../runs/runScope.ts";

const commitModes = ["lazy", "eager", "off"] as const;
const isolationLevels = ["READ_COMMITTED", "SERIALIZABLE"] as const;

/**
 * When a transaction commits: `lazy`, with the outermost one; `eager`, when its own body ends;
 * `off`, only when it is told to with `commit()`: else it is rolled back.
 */
export type CommitMode = (typeof commitModes)[number];

export type TransactionState = "PENDING" | "ACTIVE" | "STAGED" | "COMMITTED" | "ROLLED_BACK";

/** A task run, or the transaction itself, whose hook is called. */
export interface StagedRun {
  readonly key: string;
  readonly name: string;
  readonly taskName: string;
  readonly parameters: readonly unknown[];
  /** What it answered. Recorded, and so there even when another process rolls back. */
  readonly result: unknown;
}

/**
 * Called when a task run is committed or rolled back with its transaction: at least once, since a
 * process may die between the hook and its being recorded.
 */
export type TransactionHook = (transaction: Transaction, run: StagedRun) => unknown;

/** What is called when that is settled which was staged. */
export interface StageHooks {
  onCommit?: Hooks<TransactionHook>;
  onRollback?: Hooks<TransactionHook>;
}

/** Work that is committed as a whole, or rolled back by the hooks of what has been done so far. */
export interface Transaction {
  readonly name: string;
  readonly key: string | undefined;
  readonly state: TransactionState;
  readonly commitMode: CommitMode;
  readonly isolationLevel: IsolationLevel;
  /** The transaction around it, also in hooks. */
  readonly parent: Transaction | undefined;
  readonly logger: Logger;
  isCommitted(): boolean;
  isRolledBack(): boolean;
  /** Keeps a copy of a value for hooks and nested transactions, in the memory of this process. */
  set(name: string, value: unknown): void;
  /** A copy of a value, from here or an outer transaction. Without one: the default, or an error. */
  get(name: string, ...otherwise: [unknown?]): unknown;
  /** Says what is recorded as the result in the place of what the body returns, with hooks. */
  stage(value: unknown, hooks?: StageHooks): void;
  onCommit(hook: TransactionHook): void;
  onRollback(hook: TransactionHook): void;
  /** Commits what was done so far. Answers whether it is committed. */
  commit(): Promise<boolean>;
  /** Rolls back what was done so far, and the transactions around it. */
  rollback(): Promise<void>;
}

export interface TransactionOptions {
  /** How it is called in logs and among the task runs. Default `transaction`. */
  name?: string;
  /**
   * Names what is done, once and for all: when a transaction with this key has been committed, by
   * any flow run, the body is skipped and the recorded result is answered.
   */
  key?: string;
  /** Default: as the transaction around it, or `lazy`. */
  commitMode?: CommitMode;
  /**
   * SERIALIZABLE: one transaction of the key at a time. Default: as the transaction around it, or
   * READ_COMMITTED.
   */
  isolationLevel?: IsolationLevel;
  /** Whether to run in any case, and to replace the record of the key. */
  overwrite?: boolean;
}

type TransactionBody<Result> = (transaction: Transaction) => Result | Promise<Result>;

const knownOptions: readonly (keyof TransactionOptions)[] = [
  "name",
  "key",
  "commitMode",
  "isolationLevel",
  "overwrite",
];

/**
 * Runs a body as a transaction: when it throws, or a task in it fails, the tasks that completed in
 * it are rolled back by their `onRollback` hooks, the last one first, and run again when the flow
 * is retried. When it ends well, `onCommit` hooks are called in order, then the result is recorded;
 * the body does not run again on resume. A flow that is called in it is a run of its own, and not
 * part of it.
 *
 * @example
 * await transaction({ key: "report-2026" }, async () => publish(await write(rows)));
 */
export function transaction<Result>(body: TransactionBody<Result>): Promise<Result>;
export function transaction<Result>(
  options: TransactionOptions,
  body: TransactionBody<Result>,
): Promise<Result>;
export async function transaction(
  first: TransactionOptions | TransactionBody<unknown>,
  second?: TransactionBody<unknown>,
): Promise<unknown> {
  const options = typeof first === "function" ? {} : completeOptions(first);
  const body = expectFunction("body", typeof first === "function" ? first : second);
  return await expectScope("A transaction was begun").runTransaction(options, body);
}

/** The transaction that the code runs in: each task run is one. Undefined outside of any. */
export function getTransaction(): Transaction | undefined {
  return runScopes.getStore()?.currentTransaction(true);
}

function completeOptions(options: TransactionOptions): TransactionOptions {
  refuseUnknownOptions("transaction", options, knownOptions);
  optional(options, "name", expectName);
  optional(options, "overwrite", expectBoolean);
  optional(options, "commitMode", (name, value) => expectOneOf(name, value, commitModes));
  optional(options, "isolationLevel", (name, value) => expectOneOf(name, value, isolationLevels));
  const key = optional(options, "key", expectString);
  if (key === undefined || (key !== "" && key.length <= 1900)) return options;
  throw new InvalidInput(`Expected the \`key\` of a transaction to have 1 to 1900 characters.`, {
    detail: `It has ${key.length}.`,
  });
}
