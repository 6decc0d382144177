import { UpstreamNotCompleted } from "../flow/runErrors.ts";
import { State } from "../flow/states.ts";
import type { TaskDefinition } from "../flow/taskOptions.ts";
import type { CallScope } from "./callScope.ts";
import { holdFutures, resolveFutures } from "./futureArguments.ts";
import { hashInput } from "./inputHash.ts";
import { recordTaskRun } from "./recordTaskRun.ts";
import { differs, keyOfRerun } from "./replay.ts";
import { decodeResult } from "./resultCodec.ts";
import { runAttempt } from "./runAttempt.ts";
import type { CallPlace, KeyedCall } from "./runHost.ts";
import type { RecordedTask, TaskAnswer } from "./runStore.ts";
import type { Watched } from "./slowTasks.ts";
import type { TaskAttempt } from "./taskAttempt.ts";
import { explicitKey, keyOfPlace, nameOfTaskRun } from "./taskRunKey.ts";
import { pause } from "./timeLimit.ts";

const pending = new State({ type: "PENDING" });

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
      if (recorded?.stateType === "COMPLETED") return this.adopt(recorded);
      for (let runCount = countOfNextAttempt(recorded); ; runCount++) {
        const next = await runAttempt(this, runCount);
        if (!next) return this.state.data;
        await pause(next.delaySeconds, host.flowRun.signal);
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
      this.state = new State({ type: "PENDING", name: "NotReady", message, data: error });
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

  /** Takes over a result that is recorded already. */
  adopt(recorded: Pick<TaskAnswer, "result"> & { resultMeta?: unknown }): unknown {
    const data = decodeResult(recorded.result, recorded.resultMeta);
    this.state = new State({ type: "COMPLETED", data });
    return data;
  }
}

/** The number of the attempt that comes after what is recorded; the database counts alike. */
function countOfNextAttempt(recorded: RecordedTask | undefined): number {
  if (recorded?.stateType === "RUNNING") return recorded.runCount;
  return recorded?.stateType === "SCHEDULED" ? recorded.runCount + 1 : 1;
}
