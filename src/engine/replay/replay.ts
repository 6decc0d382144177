import type { ReplayPolicy } from "../../flow/taskOptions.ts";
import { ReplayMismatch } from "../../flow/runs/runErrors.ts";
import { isUnpersisted } from "../results/storedMeta.ts";
import type { RecordedTask } from "../store/runStore.ts";
import { AnswerTurns } from "./answerTurns.ts";
import { CallsMade } from "./callsMade.ts";
import { placeOfKey } from "./replayKeys.ts";

/** A call that may have been made before. */
export interface RepeatableCall {
  key: string;
  /** The code that makes it: when that runs anew, it makes all its calls anew. */
  readonly scope: object;
  readonly inputHash: string | undefined;
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
  readonly #recorded = new Map<string, RecordedTask>();
  /** By the scope and the task that they are calls of, once somebody has asked. */
  #byPlace: Map<string, Map<string, RecordedTask>> | undefined;
  #made: WeakMap<object, CallsMade> | undefined;

  constructor(recorded: readonly RecordedTask[] | null) {
    this.isContinued = recorded !== null && recorded.length > 0;
    for (const task of recorded ?? []) if (stands(task)) this.#recorded.set(task.key, task);
  }

  /** Keeps a call that was just made, for when its scope runs again. */
  remember(task: RecordedTask, scope: object): void {
    if (!stands(task)) return;
    this.#recorded.set(task.key, task);
    if (this.#byPlace) putInPlace(this.#byPlace, task);
    this.#madeBy(scope).claim(task);
  }

  /** From now on, nothing is recorded of a call: it was rolled back. */
  forget(key: string): void {
    this.#recorded.delete(key);
    this.#byPlace?.get(placeOfKey(key) ?? "")?.delete(key);
  }

  /**
   * What is recorded of a call. Calls that are told apart by their numbers may come in another order
   * when they are made again side by side: then they are known by their input, and the call gets
   * the key of what is recorded. One with other input gets a key that names it, when the policy is
   * `rerun`, and also when it is a new call.
   * @throws ReplayMismatch when it completed with other input and the policy is `fail`
   */
  find(call: RepeatableCall): RecordedTask | undefined | Promise<RecordedTask | undefined> {
    if (this.#recorded.size === 0) return undefined;
    const own = this.#recorded.get(call.key);
    const place = placeOfKey(call.key);
    if (place === undefined || call.inputHash === undefined) return this.#findNamed(call, own);
    const made = this.#madeBy(call.scope);
    if (own && !differs(own, call) && made.claim(own)) return own;
    const other = made.take(call.inputHash, this.#recordedAt(place));
    if (other) call.key = other.key;
    return own && !other ? this.#judge(call, own, place) : other;
  }

  #findNamed(call: RepeatableCall, own: RecordedTask | undefined): RecordedTask | undefined {
    if (own?.stateType !== "COMPLETED" || !differs(own, call)) return own;
    call.key = keyOfRerun(call);
    return this.#recorded.get(call.key);
  }

  /** Nothing is recorded of this call, but something else under its number. */
  async #judge(
    call: RepeatableCall,
    own: RecordedTask,
    place: string,
  ): Promise<RecordedTask | undefined> {
    const made = this.#madeBy(call.scope);
    const isRerun = own.stateType === "COMPLETED" && call.task.settings.replayMismatch === "rerun";
    // It may be a new call: then all that are recorded are made again without it.
    if (!isRerun) await this.answers.untilQuiet();
    if (own.stateType !== "COMPLETED" && made.claim(own)) return own;
    const lacksSome = made.lacksSome(this.#recordedAt(place));
    const key = lacksSome ? keyOfRerun(call) : keyOfInput(call);
    for (let n = 0; ; n++) {
      call.key = n === 0 ? key : `${key}.${n}`;
      if (!this.#recorded.has(call.key)) return undefined;
    }
  }

  #madeBy(scope: object): CallsMade {
    this.#made ??= new WeakMap();
    let made = this.#made.get(scope);
    if (!made) this.#made.set(scope, (made = new CallsMade()));
    return made;
  }

  #recordedAt(place: string): ReadonlyMap<string, RecordedTask> | undefined {
    if (!this.#byPlace) {
      this.#byPlace = new Map();
      for (const task of this.#recorded.values()) putInPlace(this.#byPlace, task);
    }
    return this.#byPlace.get(place);
  }
}

function putInPlace(places: Map<string, Map<string, RecordedTask>>, task: RecordedTask): void {
  const place = placeOfKey(task.key) ?? "";
  const recorded = places.get(place);
  if (recorded) recorded.set(task.key, task);
  else places.set(place, new Map([[task.key, task]]));
}

/** Whether a call has other input than the one recorded under its key, and it matters. */
export function differs(
  recorded: { readonly inputHash?: string | null | undefined },
  call: RepeatableCall,
): boolean {
  const before = recorded.inputHash ?? undefined;
  const isKnown = before !== undefined && call.inputHash !== undefined;
  return isKnown && before !== call.inputHash && call.task.settings.replayMismatch !== "accept";
}

/**
 * The key under which a call with other input is recorded beside the first one.
 * @throws ReplayMismatch when the policy is `fail`
 */
export function keyOfRerun(call: Omit<RepeatableCall, "scope">): string {
  const { key, task } = call;
  if (task.settings.replayMismatch === "rerun") return keyOfInput(call);
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

const keyOfInput = ({ key, inputHash }: Omit<RepeatableCall, "scope">): string =>
  `${key}@${inputHash}`;

/** A task is called again when its result was not stored, and when it was rolled back. */
const stands = ({ resultMeta, stateName }: RecordedTask): boolean =>
  !isUnpersisted(resultMeta) && stateName !== "RolledBack";
