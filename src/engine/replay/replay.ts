import type { ReplayPolicy } from "../../flow/taskOptions.ts";
import { ReplayMismatch } from "../../flow/runs/runErrors.ts";
import { isUnpersisted } from "../results/storedMeta.ts";
import type { RecordedTask } from "../store/runStore.ts";
import { AnswerTurns } from "./answerTurns.ts";
import { isOther, RecordedCalls } from "./recordedCalls.ts";
import type { RecordedCall, RepeatableCall } from "./recordedCalls.ts";
import { placeOfKey } from "./replayKeys.ts";

/** A call of a task that may have been made before. */
export interface RepeatableTask extends RepeatableCall {
  readonly task: {
    readonly name: string;
    readonly settings: { readonly replayMismatch: ReplayPolicy };
  };
}

/** The task runs of a flow run that are recorded: by earlier holders, or for a retry in here. */
export class Replay {
  /** Whether earlier holders have recorded any. */
  readonly isContinued: boolean;
  readonly answers = new AnswerTurns();
  readonly #recorded: RecordedCalls<RecordedTask>;

  constructor(recorded: readonly RecordedTask[] | null) {
    this.isContinued = recorded !== null && recorded.length > 0;
    this.#recorded = new RecordedCalls(recorded?.filter(stands) ?? []);
  }

  /** Keeps a call that was just made, for when its scope runs again. */
  remember(task: RecordedTask, scope: object): void {
    if (stands(task)) this.#recorded.add(task, scope);
  }

  /** From now on, nothing is recorded of a call: it was rolled back. */
  forget(key: string): void {
    this.#recorded.drop(key);
  }

  /**
   * What is recorded of a call. One that has a number, and other input than what is recorded under
   * it, may be a new call; else it gets, when the policy is `rerun`, a key that names its input.
   * @throws ReplayMismatch when it completed with other input and the policy is `fail`
   */
  find(call: RepeatableTask): RecordedTask | undefined | Promise<RecordedTask | undefined> {
    if (this.#recorded.isEmpty) return undefined;
    const found = this.#recorded.find(call);
    const own = found ?? this.#recorded.get(call.key);
    if (!own || (found && (!differs(found, call) || found.stateType !== "COMPLETED"))) return found;
    if (placeOfKey(call.key) !== undefined) return this.#judge(call, own);
    call.key = keyOfRerun(call);
    return this.#recorded.get(call.key);
  }

  /** Nothing is recorded of this call, but something else under its number. */
  async #judge(call: RepeatableTask, own: RecordedTask): Promise<RecordedTask | undefined> {
    const isRerun = own.stateType === "COMPLETED" && call.task.settings.replayMismatch === "rerun";
    // If it is a new call, all that are recorded are made again without it.
    if (!isRerun) await this.answers.untilQuiet();
    if (own.stateType !== "COMPLETED" && this.#recorded.claim(own, call.scope)) return own;
    const lacksSome = this.#recorded
      .notMade(call)
      .some(({ stateType }) => stateType === "COMPLETED");
    if (lacksSome && !isRerun) keyOfRerun(call);
    this.#recorded.setApart(call);
    return undefined;
  }
}

/** Whether a call has other input than the one recorded under its key, and it matters. */
export function differs(
  recorded: Pick<RecordedCall, "inputHash">,
  call: Omit<RepeatableTask, "scope">,
): boolean {
  return call.task.settings.replayMismatch !== "accept" && isOther(recorded, call);
}

/**
 * The key under which a call with other input is recorded beside the first one.
 * @throws ReplayMismatch when the policy is `fail`
 */
export function keyOfRerun({ key, task, inputHash }: Omit<RepeatableTask, "scope">): string {
  if (task.settings.replayMismatch === "rerun") return `${key}@${inputHash}`;
  throw new ReplayMismatch(
    `Task "${task.name}" was recorded as "${key}" with other input than it is called with now.`,
    {
      detail: "A resumed run must call its tasks with the same input as before.",
      hint:
        "Keep random values and the current time inside tasks, give calls whose order may vary " +
        "a `key`, or set `replayMismatch` to rerun or accept.",
    },
  );
}

/** A task is called again when its result was not stored, and when it was rolled back. */
const stands = ({ resultMeta, stateName }: RecordedTask): boolean =>
  !isUnpersisted(resultMeta) && stateName !== "RolledBack";
