import type { RecordedTask } from "../store/runStore.ts";

/** What is recorded of the calls of a task by the code of one scope, by their keys. */
type Recorded = ReadonlyMap<string, RecordedTask> | undefined;

/** Which recorded calls the code of a scope has made again. */
export class CallsMade {
  readonly #made = new Set<RecordedTask>();
  /** What is left of them, by their input, the first call last. */
  readonly #left = new WeakMap<object, Map<string, RecordedTask[]>>();

  /** Answers false when it was made before. */
  claim(task: RecordedTask): boolean {
    if (this.#made.has(task)) return false;
    this.#made.add(task);
    return true;
  }

  /** The first recorded call with that input that was not made yet: it is now. */
  take(inputHash: string, recorded: Recorded): RecordedTask | undefined {
    if (!recorded) return undefined;
    let left = this.#left.get(recorded);
    if (!left) {
      left = Map.groupBy([...recorded.values()].toReversed(), (task) => task.inputHash ?? "");
      this.#left.set(recorded, left);
    }
    const alike = left.get(inputHash) ?? [];
    for (let task = alike.pop(); task; task = alike.pop()) {
      if (recorded.get(task.key) === task && this.claim(task)) return task;
    }
    return undefined;
  }

  /** Whether some that have completed were not made again. */
  lacksSome(recorded: Recorded): boolean {
    const all = recorded ? [...recorded.values()] : [];
    return all.some((task) => task.stateType === "COMPLETED" && !this.#made.has(task));
  }
}
