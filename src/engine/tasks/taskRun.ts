import type { CallSettings } from "../../flow/calls/callOptions.ts";
import { withContextTags } from "../../flow/calls/contextTags.ts";
import { RunNotCompleted, UpstreamNotCompleted } from "../../flow/runs/runErrors.ts";
import { State, stateTypeOf } from "../../flow/states/states.ts";
import type { TaskDefinition } from "../../flow/taskOptions.ts";
import type { CallScope } from "../calls/callScope.ts";
import { failureMessage } from "../store/errorJson.ts";
import { hashInput } from "../replay/inputHash.ts";
import { newId } from "../store/newId.ts";
import { recordTaskRun } from "./recordTaskRun.ts";
import { differs, keyOfRerun } from "../replay/replay.ts";
import { holdsUpstream, resolveUpstream } from "./resolveUpstream.ts";
import type { TaskInputs } from "./resolveUpstream.ts";
import type { EncodedResult } from "../store/resultCodec.ts";
import { placeOfTask } from "../results/places.ts";
import { reviveError } from "../store/reviveError.ts";
import { runAttempt } from "./runAttempt.ts";
import type { CallPlace, KeyedCall } from "../calls/runHost.ts";
import type { RecordedTask, TaskAnswer } from "../store/runStore.ts";
import type { Watched } from "./slowTasks.ts";
import type { TaskAttempt } from "./taskAttempt.ts";
import type { CacheUse } from "./taskCache.ts";
import { chosenName, explicitKey, keyOfPlace, nameByPlace } from "./taskRunKey.ts";
import { pause } from "../calls/timeLimit.ts";
import { finishRollback, stageRecorded } from "../transactions/settleTaskRun.ts";
import type { YieldChannel } from "../calls/yieldChannel.ts";

const pending = new State({ type: "PENDING" });

function ignore(): void {}

/** A result that is recorded, as a claim or an answer brings it. */
type RecordedResult = Pick<TaskAnswer, "stateName" | "result"> & {
  readonly message?: string | null;
  readonly resultMeta?: unknown;
};

/** One call of a task: from its arguments to its recorded end. */
export class TaskRun implements KeyedCall, Watched {
  readonly scope: CallScope;
  readonly task: TaskDefinition;
  readonly place: CallPlace;
  readonly call: CallSettings | undefined;
  /** Where a generator gives its values, when they are used while it runs. */
  readonly channel: YieldChannel | undefined;
  readonly tags: readonly string[];
  readonly promise: Promise<unknown>;
  /** Empty until the arguments are there, when the key is made of them. */
  key = "";
  args: readonly unknown[];
  /** Which task runs the call depends on; undefined if none. */
  inputs: TaskInputs | undefined;
  state: State = pending;
  inputHash: string | undefined = undefined;
  attempt: TaskAttempt | undefined = undefined;
  cacheUse: CacheUse | undefined = undefined;
  /** Whether a record has been sent, and whether one has been answered. */
  isReported = false;
  isKnown = false;
  /** Whether a flow run stands behind it, whose state the database copies. */
  isMirror = false;
  /** For how many seconds that run was to wait yet when its caller was claimed. */
  restsFor = 0;
  watchedSince = 0;
  nextWatched: Watched | undefined = undefined;
  previousWatched: Watched | undefined = undefined;
  #id: string | undefined;
  #name: string | undefined;

  constructor(
    scope: CallScope,
    task: TaskDefinition,
    args: readonly unknown[],
    place: CallPlace,
    call: CallSettings | undefined,
    channel: YieldChannel | undefined,
  ) {
    this.scope = scope;
    this.task = task;
    this.args = args;
    this.place = place;
    this.call = call;
    this.channel = channel;
    this.tags = withContextTags(task.settings.tags);
    const parent = scope.taskRun;
    if (parent) this.inputs = { parents: [parent.id] };
    if (task.settings.key === undefined) this.key = keyOfPlace(scope, task, place);
    this.promise = this.#execute();
    // A failure that nobody awaits is recorded, and must not end the process.
    this.promise.catch(ignore);
  }

  get id(): string {
    return (this.#id ??= newId());
  }

  get name(): string {
    const { scope, task, place } = this;
    const isAlone = scope.isOutsideOfFlows && scope.taskRun === undefined;
    return (this.#name ??= nameByPlace(task, place, isAlone));
  }

  /** Whether this is the call, or is made by code that the call runs. */
  isWithin(call: object): boolean {
    return call === this || (this.scope.call?.isWithin(call) ?? false);
  }

  /** Called when an attempt takes long: makes it visible. */
  reportSlow(): void {
    if (!this.task.standsFor) recordTaskRun(this, "RUNNING").catch(ignore);
  }

  async #execute(): Promise<unknown> {
    const { host } = this.scope;
    const { settings } = this.task;
    if (host.isHeldBack(this.scope)) return await host.waits.holdBack();
    host.tasksUnderWay++;
    try {
      const turn = this.#startsAtOnce ? undefined : host.turns.take();
      if (turn) await turn;
      this.scope.expectOpen();
      if (this.call?.waitFor.length || holdsUpstream(this.args)) await this.#awaitUpstream();
      if (settings.taskRunName !== undefined) this.#name = chosenName(this);
      if (settings.replayMismatch !== "accept") this.inputHash = hashInput(this.args);
      if (settings.key !== undefined) {
        const earlier = this.#claimKey();
        if (earlier) return await host.waits.whileIdle(earlier.promise);
      }
      const found = host.replay.find(this);
      const recorded = found instanceof Promise ? await found : found;
      if (recorded) this.#id = recorded.taskRunId;
      // The values of a generator are not kept, so that they are made again.
      if (recorded?.stateType === "COMPLETED" && !this.channel) {
        if (recorded.stateName !== "RollingBack") return await this.#takeOver(recorded);
        await host.replay.answers.inTurn(recorded.at);
        await finishRollback(this, recorded);
      } else if (recorded && hasFailedForGood(recorded, this)) {
        await host.replay.answers.inTurn(recorded.at);
        throw this.#adoptFailure(recorded);
      }
      if (this.task.standsFor) this.restsFor = restOf(recorded);
      else if (recorded?.delaySeconds) await this.#untilRetry(recorded.delaySeconds);
      for (let runCount = countOfNextAttempt(recorded); ; runCount++) {
        const next = await runAttempt(this, runCount);
        if (!next) return this.state.data;
        await this.#untilRetry(next.delaySeconds);
      }
    } finally {
      host.tasksUnderWay--;
    }
  }

  /**
   * Keys of the caller's tell calls apart in the order in which they start, and what ended before is
   * answered in the order of its ends: all that raced then has to be there.
   */
  get #startsAtOnce(): boolean {
    const { scope, task } = this;
    return task.settings.key !== undefined || scope.isRerun || scope.host.replay.isContinued;
  }

  async #takeOver(recorded: RecordedTask): Promise<unknown> {
    const { answers } = this.scope.host.replay;
    const result = await answers.answer(recorded.at, () => this.adopt(recorded));
    await stageRecorded(this, result);
    return result;
  }

  /** A long pause, of a task that the body of the flow has called, may release the worker. */
  async #untilRetry(seconds: number): Promise<void> {
    const { host } = this.scope;
    const isLong = seconds * 1000 > host.services.patience.letGoMs;
    if (isLong && !this.scope.taskRun) await host.waits.untilRetry(this.key, seconds);
    else await pause(seconds, host.flowRun.signal);
  }

  async #awaitUpstream(): Promise<void> {
    try {
      const { args, inputs } = await this.scope.host.waits.whileIdle(resolveUpstream(this));
      this.args = args;
      this.inputs = { ...this.inputs, ...inputs };
    } catch (error) {
      if (!(error instanceof UpstreamNotCompleted)) throw error;
      const { message } = error;
      this.state = new State({ type: "PENDING", name: "NotReady", message, data: error });
      // An explicit key is made of the arguments, which are not there.
      if (this.key === "") this.key = keyOfPlace(this.scope, this.task, this.place);
      await recordTaskRun(this, "PENDING", { stateName: "NotReady", message });
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

  /** Takes over a result that is recorded already. */
  async adopt(recorded: RecordedResult): Promise<unknown> {
    const { results } = this.scope.host.services;
    const data = await results.read(recorded.result, recorded.resultMeta, placeOfTask(this));
    const { stateName, message } = recorded;
    this.state = new State({
      type: "COMPLETED",
      name: stateName ?? undefined,
      message: message ?? undefined,
      data,
    });
    return data;
  }

  /** Keeps a recorded result for when the caller is run again in this process. */
  remember({ json, meta }: EncodedResult): void {
    if (!this.scope.isRetried) return;
    const recorded = {
      key: this.key,
      taskRunId: this.id,
      stateType: "COMPLETED",
      stateName: this.state.name,
      message: this.state.message ?? null,
      runCount: this.attempt?.runCount ?? 1,
      ...(this.inputHash === undefined ? {} : { inputHash: this.inputHash }),
      result: JSON.parse(json),
      resultMeta: meta === null ? null : JSON.parse(meta),
    };
    this.scope.host.replay.remember(recorded, this.scope);
  }

  /** Takes over a failure that is recorded already, and answers its error. */
  #adoptFailure(recorded: RecordedTask): Error {
    const { stateType, stateName } = recorded;
    const error = reviveError(recorded.error) ?? endedAs(this.name, stateName);
    const type = stateTypeOf(stateType) ?? "FAILED";
    const message = recorded.message ?? failureMessage(error);
    this.state = new State({ type, name: stateName, message, data: error });
    return error;
  }
}

/**
 * Whether a call that is made again, after its run was continued, has failed in the same attempt
 * of the run: then it fails again, without being run. An attempt of a task around it that is tried
 * again makes all its calls anew.
 */
function hasFailedForGood(recorded: RecordedTask, call: TaskRun): boolean {
  return recorded.isFinal === true && !call.scope.isRerun && !differs(recorded, call);
}

function endedAs(name: string, stateName: string): RunNotCompleted {
  return new RunNotCompleted(`Task run "${name}" has ended as ${stateName}.`, {
    hint: "Retry the flow run, and it runs again.",
  });
}

function restOf(recorded: RecordedTask | undefined): number {
  return recorded?.stateType === "PAUSED" ? Infinity : (recorded?.delaySeconds ?? 0);
}

/** The number of the attempt that comes after what is recorded; the database counts alike. */
function countOfNextAttempt(recorded: RecordedTask | undefined): number {
  if (recorded?.stateType === "RUNNING") return recorded.runCount;
  return recorded?.stateType === "SCHEDULED" ? recorded.runCount + 1 : 1;
}
