import type { RecordedCall } from "./recordedCalls.ts";

/** Which recorded calls the code of a scope has made again. */
export class CallsMade<Recorded extends RecordedCall> {
  readonly #made = new Set<Recorded>();
  /** What is left of what is recorded at a place, by its input, the first call last. */
  readonly #left = new WeakMap<object, Map<string, Recorded[]>>();

  /** Answers false when it was made before. */
  claim(recorded: Recorded): boolean {
    if (this.#made.has(recorded)) return false;
    this.#made.add(recorded);
    return true;
  }

  /** The first recorded call with that input that was not made yet: it is now. */
  take(
    inputHash: string,
    recorded: ReadonlyMap<string, Recorded> | undefined,
  ): Recorded | undefined {
    if (!recorded) return undefined;
    let left = this.#left.get(recorded);
    if (!left) {
      left = Map.groupBy([...recorded.values()].toReversed(), (each) => each.inputHash ?? "");
      this.#left.set(recorded, left);
    }
    const alike = left.get(inputHash) ?? [];
    for (let each = alike.pop(); each; each = alike.pop()) {
      if (recorded.get(each.key) === each && this.claim(each)) return each;
    }
    return undefined;
  }

  notMade(recorded: ReadonlyMap<string, Recorded> | undefined): Recorded[] {
    return [...(recorded?.values() ?? [])].filter((each) => !this.#made.has(each));
  }
}
