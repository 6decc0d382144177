import { widenKind } from "./valueKinds.ts";
import type { ValueKind } from "./valueKinds.ts";

/** What is known about the values of a column once all of them have been seen. */
export interface ColumnFacts {
  readonly name: string;
  readonly kind: ValueKind;
  /** Whether it is proven that each row has a whole number of its own here. */
  readonly isUnique: boolean;
}

// Up to so many characters, a number in JavaScript is exact.
const longestExact = 15;
/** More values than this are not kept in memory; ascending ones need not be. */
const mostKept = 1_000_000;

/** Gets to know a column value by value. */
export class ColumnProfile {
  readonly name: string;
  #kind: ValueKind = "empty";
  #numbers: OwnNumbers | undefined;

  /** `isKey`: whether to find out if the values are unique. */
  constructor(name: string, isKey: boolean) {
    this.name = name;
    this.#numbers = isKey ? new OwnNumbers() : undefined;
  }

  add(text: string): void {
    if (text !== "") this.#kind = widenKind(this.#kind, text);
    if (!this.#numbers) return;
    const isExact = text !== "" && this.#kind === "integer" && text.length <= longestExact;
    if (!isExact || !this.#numbers.add(Number(text))) this.#numbers = undefined;
  }

  get facts(): ColumnFacts {
    const isUnique = this.#numbers !== undefined && this.#kind === "integer";
    return { name: this.name, kind: this.#kind, isUnique };
  }
}

/** Numbers of which none came twice. */
class OwnNumbers {
  #kept: Set<number> | undefined = new Set();
  #last = -Infinity;
  #isAscending = true;

  /** False when it cannot tell, or no longer, that all are different. */
  add(value: number): boolean {
    this.#isAscending &&= value > this.#last;
    this.#last = value;
    if (this.#kept && (this.#kept.has(value) || this.#kept.size === mostKept)) {
      this.#kept = undefined;
    }
    this.#kept?.add(value);
    return this.#isAscending || this.#kept !== undefined;
  }
}
