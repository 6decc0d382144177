import { InvalidInput } from "../../errors.ts";
import type { IsolationLevel } from "../../flow/results/cachePolicy.ts";
import type { Logger } from "../../flow/runs/logger.ts";
import { listHooks } from "../../flow/hooks.ts";
import type {
  CommitMode,
  StagedRun,
  StageHooks,
  Transaction,
  TransactionHook,
  TransactionState,
} from "../../flow/results/transaction.ts";
import { failureMessage } from "../store/errorJson.ts";

/** What a transaction writes down when it is settled; nothing until it is staged. */
export interface TransactionRecords {
  /** After the hooks of a commit. */
  committed?(): Promise<void>;
  /** Before and after the hooks of a rollback. */
  rollingBack?(): Promise<void>;
  rolledBack?(failure: string | undefined): Promise<void>;
  /** In either case, at the end. */
  settled?(): Promise<void>;
}

export interface TransactionFacts {
  /** The replay key of the task run that it is of. */
  readonly id: string;
  readonly name: string;
  readonly key?: string | undefined;
  readonly commitMode?: CommitMode | undefined;
  readonly isolationLevel?: IsolationLevel | undefined;
  readonly parent: OpenTransaction | undefined;
  readonly logger: Logger;
  /** Told when it is settled. */
  readonly onSettled?: (transaction: OpenTransaction) => void;
}

type BoundHook = () => unknown;

/** A transaction that this process has begun: its state, its hooks, and what is nested in it. */
export class OpenTransaction implements Transaction {
  readonly id: string;
  readonly name: string;
  readonly key: string | undefined;
  readonly commitMode: CommitMode;
  readonly isolationLevel: IsolationLevel;
  readonly parent: OpenTransaction | undefined;
  readonly logger: Logger;
  readonly #onSettled: ((transaction: OpenTransaction) => void) | undefined;
  readonly #values = new Map<string, unknown>();
  readonly #children: OpenTransaction[] = [];
  readonly #commitHooks: BoundHook[] = [];
  readonly #rollbackHooks: BoundHook[] = [];
  #records: TransactionRecords = {};
  #state: TransactionState = "PENDING";
  #staged: { readonly value: unknown } | undefined;

  constructor(facts: TransactionFacts) {
    const { parent } = facts;
    this.id = facts.id;
    this.name = facts.name;
    this.key = facts.key;
    this.parent = parent;
    this.commitMode = facts.commitMode ?? parent?.commitMode ?? "lazy";
    this.isolationLevel = facts.isolationLevel ?? parent?.isolationLevel ?? "READ_COMMITTED";
    this.logger = facts.logger;
    this.#onSettled = facts.onSettled;
    this.#state = "ACTIVE";
  }

  /** The transaction around all others. */
  get outermost(): OpenTransaction {
    return this.parent?.outermost ?? this;
  }
  get state(): TransactionState {
    return this.#state;
  }
  /** What is recorded in the place of the body's value, if that was said. */
  get staged(): { readonly value: unknown } | undefined {
    return this.#staged;
  }
  /** Whether it commits when its own body ends. */
  get commitsItself(): boolean {
    if (this.commitMode === "eager") return true;
    return this.parent === undefined && this.commitMode === "lazy";
  }
  /** Whether it is rolled back when its own body ends, unless it was committed. */
  get isOff(): boolean {
    return this.parent === undefined && this.commitMode === "off";
  }

  isCommitted(): boolean {
    return this.#state === "COMMITTED";
  }
  isRolledBack(): boolean {
    return this.#state === "ROLLED_BACK";
  }

  set(name: string, value: unknown): void {
    this.#values.set(name, structuredClone(value));
  }

  get(name: string, ...otherwise: [unknown?]): unknown {
    if (this.#values.has(name)) return structuredClone(this.#values.get(name));
    if (this.parent) return this.parent.get(name, ...otherwise);
    if (otherwise.length > 0) return otherwise[0];
    throw new InvalidInput(`The transaction has no value called "${name}".`, {
      hint: "Give `get` a default, or have `set` called before. Values live in memory: what tasks set is not there when they are not run again.",
    });
  }

  stage(value: unknown, hooks: StageHooks = {}): void {
    this.#staged = { value };
    for (const hook of listHooks("onCommit", hooks.onCommit)) this.onCommit(hook);
    for (const hook of listHooks("onRollback", hooks.onRollback)) this.onRollback(hook);
  }

  onCommit(hook: TransactionHook): void {
    this.#commitHooks.push(() => hook(this, this.#asRun()));
  }

  onRollback(hook: TransactionHook): void {
    this.#rollbackHooks.push(() => hook(this, this.#asRun()));
  }

  #asRun(): StagedRun {
    const { name, key = name } = this;
    return { key, name, taskName: name, parameters: [], result: this.#staged?.value };
  }

  /** Adds the hooks of a task run. */
  addHooks(
    run: StagedRun,
    commitHooks: readonly TransactionHook[],
    rollbackHooks: readonly TransactionHook[],
  ): void {
    for (const hook of commitHooks) this.#commitHooks.push(() => hook(this, run));
    for (const hook of rollbackHooks) this.#rollbackHooks.push(() => hook(this, run));
  }

  /** Leaves it to the transaction around it to settle this one. */
  async stageIn(parent: OpenTransaction, records: TransactionRecords): Promise<void> {
    this.#records = records;
    if (this.#state !== "ACTIVE") return;
    this.#state = "STAGED";
    parent.#children.push(this);
    if (parent.isRolledBack()) await this.rollback();
    // Its body is over, and nobody else would commit it.
    else if (parent.isCommitted()) await this.commit();
  }

  async commit(): Promise<boolean> {
    if (this.#isSettled) return this.isCommitted();
    try {
      for (const child of this.#children) await child.commit();
      for (const hook of this.#commitHooks) await hook();
      await this.#records.committed?.();
    } catch (error) {
      await this.rollback();
      throw error;
    }
    this.#state = "COMMITTED";
    await this.#settle();
    return true;
  }

  async rollback(): Promise<void> {
    if (!(await this.rollbackAlone())) return;
    await this.parent?.rollback();
  }

  /** Rolls back this one and what is nested in it. Answers whether there was anything to do. */
  async rollbackAlone(): Promise<boolean> {
    if (this.#isSettled) return false;
    this.#state = "ROLLED_BACK";
    if (this.#rollbackHooks.length > 0) await this.#records.rollingBack?.();
    let failure: string | undefined;
    for (const hook of this.#rollbackHooks.toReversed()) {
      try {
        await hook();
      } catch (error) {
        failure ??= failureMessage(error);
        this.logger.error(`A rollback hook of "${this.name}" failed: ${failureMessage(error)}`);
      }
    }
    for (const child of this.#children.toReversed()) await child.rollbackAlone();
    await this.#records.rolledBack?.(failure);
    await this.#settle();
    return true;
  }

  get #isSettled(): boolean {
    return this.#state === "COMMITTED" || this.#state === "ROLLED_BACK";
  }

  async #settle(): Promise<void> {
    this.#onSettled?.(this);
    await this.#records.settled?.();
  }
}
