import { UpstreamNotCompleted } from "../flow/runErrors.ts";
import type { State } from "../flow/states.ts";
import type { TaskDefinition } from "../flow/taskOptions.ts";
import type { CallScope } from "./callScope.ts";
import { failureMessage, storeError } from "./errorJson.ts";
import { holdFutures, resolveFutures } from "./futureArguments.ts";
import { hashInput } from "./inputHash.ts";
import { recordTaskRun } from "./recordTaskRun.ts";
import { differs, keyOfRerun } from "./replay.ts";
import { decodeResult, encodeResult } from "./resultCodec.ts";
import type { EncodedResult } from "./resultCodec.ts";
import type { CallPlace, KeyedCall } from "./runHost.ts";
import { runHooks } from "./runHooks.ts";
import { RunStopped } from "./runStopped.ts";
import type { RecordedTask, TaskAnswer } from "./runStore.ts";
import type { Watched } from "./slowTasks.ts";
import { TaskAttempt } from "./taskAttempt.ts";
import { explicitKey, keyOfPlace, nameOfTaskRun } from "./taskRunKey.ts";
import { pause } from "./timeLimit.ts";

const pending: State = { type: "PENDING", name: "Pending" };
const running: State = { type: "RUNNING", name: "Running" };
const retrying: State = { type: "RUNNING", name: "Retrying" };

function ignore(): void {}

/** One call of a task: from its arguments to its recorded end. */
export class TaskRun implements KeyedCall, Watched {
  readonly scope: CallScope;
  readonly task: TaskDefinition;
  readonly place: CallPlace;
  readonly promise: Promise<unknown>;
  /** Empty until the arguments are there, when the key is made of them. */
  key = "";
  args: readonly unknown[];
  state: State = pending;
  inputHash: string | undefined = undefined;
  attempt: TaskAttempt | undefined = undefined;
  /** Whether a record has been sent, and whether one has been answered. */
  isReported = false;
  isKnown = false;
  watchedSince = 0;
  nextWatched: Watched | undefined = undefined;
  previousWatched: Watched | undefined = undefined;
  #name: string | undefined;

  constructor(scope: CallScope, task: TaskDefinition, args: readonly unknown[], place: CallPlace) {
    this.scope = scope;
    this.task = task;
    this.args = args;
    this.place = place;
    if (task.settings.key === undefined) this.key = keyOfPlace(scope, task, place);
    this.promise = this.#execute();
    // A failure that nobody awaits is recorded, and must not end the process.
    this.promise.catch(ignore);
  }

  get name(): string {
    this.#name ??= nameOfTaskRun(this.task, this.args, this.place);
    return this.#name;
  }

  /** Called when an attempt takes long: makes it visible. */
  reportSlow(): void {
    recordTaskRun(this, "RUNNING").catch(ignore);
  }

  async #execute(): Promise<unknown> {
    const { host } = this.scope;
    const { settings } = this.task;
    host.tasksUnderWay++;
    try {
      this.scope.expectOpen();
      if (holdFutures(this.args)) await this.#awaitArguments();
      if (settings.replayMismatch !== "accept") this.inputHash = hashInput(this.args);
      if (settings.key !== undefined) {
        const earlier = this.#claimKey();
        if (earlier) return await earlier.promise;
      }
      const recorded = host.replay.find(this);
      if (recorded?.stateType === "COMPLETED") return this.#adopt(recorded);
      for (let runCount = countOfNextAttempt(recorded); ; runCount++) {
        const again = await this.#runOnce(runCount);
        if (!again) return this.state.data;
        await pause(again.delaySeconds ?? 0, host.flowRun.signal);
      }
    } finally {
      host.tasksUnderWay--;
    }
  }

  async #awaitArguments(): Promise<void> {
    try {
      this.args = await resolveFutures(this.task.name, this.args);
    } catch (error) {
      if (!(error instanceof UpstreamNotCompleted)) throw error;
      const { message } = error;
      this.state = { type: "PENDING", name: "NotReady", message, data: error };
      if (this.key !== "") await recordTaskRun(this, "PENDING", { stateName: "NotReady", message });
      throw error;
    }
  }

  /** Gives the call its explicit key. Answers the earlier call that has the same one. */
  #claimKey(): KeyedCall | undefined {
    const { keyedCalls } = this.scope.host;
    this.key = explicitKey(this.scope, this.task, this.args);
    let earlier = keyedCalls.get(this.key);
    if (earlier && differs(earlier, this)) {
      this.key = keyOfRerun(this);
      earlier = keyedCalls.get(this.key);
    }
    if (!earlier) keyedCalls.set(this.key, this);
    return earlier;
  }

  /** Runs one attempt. Answers the delay before the next one, or nothing when the task is over. */
  async #runOnce(runCount: number): Promise<TaskAnswer | undefined> {
    const { slowTasks } = this.scope.host.services;
    const attempt = new TaskAttempt(this, runCount);
    this.attempt = attempt;
    this.state = runCount === 1 ? running : retrying;
    // Said first, so that a failure is not taken for the one that is recorded already.
    if (this.scope.isRerun && !this.isReported) this.reportSlow();
    slowTasks.watch(this, attempt.startedAt);
    let value: unknown;
    try {
      if (this.task.settings.onRunning.length > 0) await this.#runHooks("onRunning");
      value = await attempt.run();
    } catch (error) {
      return await this.#fail(error);
    } finally {
      attempt.end();
      slowTasks.forget(this);
    }
    try {
      return await this.#complete(value);
    } catch (error) {
      return await this.#fail(error, false);
    }
  }

  async #complete(value: unknown): Promise<undefined> {
    const result = encodeResult(`The result of task "${this.task.name}"`, value);
    const answer = await recordTaskRun(this, "COMPLETED", { result });
    if (answer.status === "REJECT") {
      this.#adopt(answer);
      return;
    }
    this.state = { type: "COMPLETED", name: "Completed", data: value };
    if (this.scope.isRetried) this.#remember(result);
    if (this.task.settings.onCompletion.length > 0) await this.#runHooks("onCompletion");
  }

  /** Records a failure. Answers the delay when there is another attempt, or throws the error. */
  async #fail(error: unknown, isWorthRetry?: false): Promise<TaskAnswer | undefined> {
    const { stopped } = this.scope.host;
    if (stopped || error instanceof RunStopped) throw stopped ?? error;
    const isTimeout = this.attempt?.isTimeout(error) ?? false;
    const stateName = isTimeout ? "TimedOut" : "Failed";
    const message = isTimeout ? storeError(error).message : failureMessage(error);
    this.state = { type: "FAILED", name: stateName, message, data: error };
    const answer = await recordTaskRun(this, "FAILED", {
      stateName,
      message,
      error: storeError(error),
      retriable: isWorthRetry ?? (await this.#askRetryCondition()),
    });
    if (answer.status === "ACCEPT") {
      this.attempt?.logger.error(`Task run "${this.name}" failed: ${message}`);
      await this.#runHooks("onFailure");
      throw error;
    }
    if (answer.stateType === "COMPLETED") {
      this.#adopt(answer);
      return undefined;
    }
    this.state = { type: "SCHEDULED", name: "AwaitingRetry", message };
    this.attempt?.logger.info(
      `Task run "${this.name}" failed and runs again in ${answer.delaySeconds ?? 0} s: ${message}`,
    );
    return answer;
  }

  /** False if the condition says so or throws; undefined if there is none to ask. */
  async #askRetryCondition(): Promise<false | undefined> {
    const { retries, retryConditionFn } = this.task.settings;
    const { attempt } = this;
    if (retries === 0 || !retryConditionFn || !attempt) return undefined;
    try {
      return (await retryConditionFn(this.task, attempt, this.state)) ? undefined : false;
    } catch (error) {
      attempt.logger.error(`\`retryConditionFn\` failed: ${failureMessage(error)}`);
      return false;
    }
  }

  /** Takes over a result that is recorded already. */
  #adopt(recorded: Pick<TaskAnswer, "result"> & { resultMeta?: unknown }): unknown {
    const data = decodeResult(recorded.result, recorded.resultMeta);
    this.state = { type: "COMPLETED", name: "Completed", data };
    return data;
  }

  #remember({ json, meta }: EncodedResult): void {
    this.scope.host.replay.remember({
      key: this.key,
      stateType: "COMPLETED",
      stateName: "Completed",
      runCount: this.attempt?.runCount ?? 1,
      ...(this.inputHash === undefined ? {} : { inputHash: this.inputHash }),
      result: JSON.parse(json),
      resultMeta: meta === null ? null : JSON.parse(meta),
    });
  }

  async #runHooks(event: "onRunning" | "onCompletion" | "onFailure"): Promise<void> {
    const { attempt, task } = this;
    if (attempt) await runHooks(task.settings[event], attempt.logger, task, attempt, this.state);
  }
}

/** The number of the attempt that comes after what is recorded; the database counts alike. */
function countOfNextAttempt(recorded: RecordedTask | undefined): number {
  if (recorded?.stateType === "RUNNING") return recorded.runCount;
  return recorded?.stateType === "SCHEDULED" ? recorded.runCount + 1 : 1;
}
