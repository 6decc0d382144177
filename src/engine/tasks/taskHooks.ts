import type { FlowRunInfo, TaskRunInfo } from "../../flow/runs/runInfo.ts";
import { runScopes } from "../../flow/runs/runScope.ts";
import { CallScope } from "../calls/callScope.ts";
import type { RunHost } from "../calls/runHost.ts";
import { runHooks } from "../calls/runHooks.ts";
import type { RunLogger } from "../logs/runLogger.ts";
import type { OpenTransaction } from "../transactions/openTransaction.ts";
import type { TaskAttempt } from "./taskAttempt.ts";
import type { TaskRun } from "./taskRun.ts";

type HookKind = "onRunning" | "onCompletion" | "onFailure" | "retryConditionFn";

/**
 * What the hooks of one moment of a task run run in. They are code of that run, also when its own
 * code has ended; the tasks that they call are numbered apart, each time anew.
 */
class HookScope extends CallScope {
  readonly #attempt: TaskAttempt;
  readonly path: string;
  readonly isRetried = false;

  constructor(attempt: TaskAttempt, kind: HookKind) {
    super();
    this.#attempt = attempt;
    this.path = `${attempt.path}hooks/${kind}#${attempt.runCount}/`;
  }

  get host(): RunHost {
    return this.#attempt.host;
  }
  get flowRun(): FlowRunInfo {
    return this.#attempt.flowRun;
  }
  get taskRun(): TaskRunInfo {
    return this.#attempt;
  }
  get call(): TaskRun {
    return this.#attempt.call;
  }
  get logger(): RunLogger {
    return this.#attempt.logger;
  }
  get capturesPrints(): boolean {
    return this.#attempt.capturesPrints;
  }
  get isRerun(): boolean {
    return this.#attempt.isRerun;
  }

  /** What has ended is settled by itself: what its hooks do belongs to what is around it. */
  currentTransaction(isNeeded?: boolean): OpenTransaction | undefined {
    return this.call.scope.currentTransaction(isNeeded);
  }

  expectOpen(): void {
    this.call.scope.expectOpen();
  }
}

/** Calls a function as the hooks of a task run are called. */
export function asTaskHook<Result>(attempt: TaskAttempt, kind: HookKind, fn: () => Result): Result {
  return runScopes.run(new HookScope(attempt, kind), fn);
}

/** Runs the hooks of the state that a task run has entered. */
export async function runTaskHooks(
  attempt: TaskAttempt,
  kind: Exclude<HookKind, "retryConditionFn">,
): Promise<void> {
  const { task, state } = attempt.call;
  const hooks = task.settings[kind];
  await asTaskHook(attempt, kind, () => runHooks(hooks, attempt.logger, task, attempt, state));
}
