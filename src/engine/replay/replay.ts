import type { ReplayPolicy } from "../../flow/taskOptions.ts";
import { ReplayMismatch } from "../../flow/runs/runErrors.ts";
import { isUnpersisted } from "../results/storedMeta.ts";
import type { RecordedTask } from "../store/runStore.ts";

/** A call that may have been made before. */
export interface RepeatableCall {
  key: string;
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
  #recorded: Map<string, RecordedTask> | undefined;

  constructor(recorded: readonly RecordedTask[] | null) {
    this.isContinued = recorded !== null && recorded.length > 0;
    if (recorded && this.isContinued) {
      this.#recorded = new Map(recorded.filter(stands).map((task) => [task.key, task]));
    }
  }

  remember(task: RecordedTask): void {
    if (!stands(task)) return;
    this.#recorded ??= new Map();
    this.#recorded.set(task.key, task);
  }

  /** From now on, nothing is recorded of a call: it was rolled back. */
  forget(key: string): void {
    this.#recorded?.delete(key);
  }

  /**
   * What is recorded of a call. With other input and the policy `rerun`, the call gets a key
   * that names its input.
   * @throws ReplayMismatch when it completed with other input and the policy is `fail`
   */
  find(call: RepeatableCall): RecordedTask | undefined {
    const found = this.#recorded?.get(call.key);
    if (found?.stateType !== "COMPLETED" || !differs(found, call)) return found;
    call.key = keyOfRerun(call);
    return this.#recorded?.get(call.key);
  }
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
export function keyOfRerun({ key, task, inputHash }: RepeatableCall): string {
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
