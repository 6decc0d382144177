import { hash } from "node:crypto";
import { isRecord } from "../../flow/isRecord.ts";

/** Larger inputs are told apart by their first characters and their lengths only. */
const mostHashedCharacters = 256 * 1024;
/** What is nested deeper, as in a cycle, is not looked at. */
const deepestHashed = 64;

/**
 * A short text that differs when the input of a task differs. The order of an object's fields is no
 * difference: a recorded result comes back with its fields in the order in which jsonb keeps them.
 */
export function hashInput(args: readonly unknown[]): string {
  const text = isSmallAndPlain(args, { characters: mostHashedCharacters }, 0)
    ? JSON.stringify(args, args.every(isScalar) ? undefined : fieldsInOrder)
    : new Digest(mostHashedCharacters).of(args);
  return hash("sha1", text, "base64url");
}

const isScalar = (value: unknown): boolean => !isRecord(value);

/** For JSON.stringify: the fields of every object in the order of their names. */
function fieldsInOrder(_key: string, value: unknown): unknown {
  if (!isRecord(value) || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether `JSON.stringify` shows all of a value, and quickly. Uses up the budget. */
function isSmallAndPlain(value: unknown, budget: { characters: number }, depth: number): boolean {
  budget.characters -= typeof value === "string" ? value.length : 8;
  if (budget.characters < 0 || depth > deepestHashed || typeof value === "bigint") return false;
  if (!isRecord(value)) return true;
  if (ArrayBuffer.isView(value) || value instanceof Map || value instanceof Set) return false;
  for (const key in value) {
    budget.characters -= key.length;
    if (!isSmallAndPlain(value[key], budget, depth + 1)) return false;
  }
  return true;
}

/** Writes a value down until the budget is used up, so that size and cycles do no harm. */
class Digest {
  #left: number;
  readonly #parts: string[] = [];

  constructor(budget: number) {
    this.#left = budget;
  }

  of(value: unknown): string {
    this.#write(value, 0);
    return this.#parts.join("");
  }

  #add(text: string): void {
    const kept = text.slice(0, this.#left);
    this.#left -= kept.length + 1;
    this.#parts.push(kept, ",");
  }

  #write(value: unknown, depth: number): void {
    if (this.#left <= 0 || depth > deepestHashed) return;
    if (typeof value === "string") this.#add(`${value.length}"${value.slice(0, this.#left)}`);
    else if (!isRecord(value)) this.#add(`${typeof value} ${String(value)}`);
    else if (value instanceof Date) this.#add(`date ${value.getTime()}`);
    else if (ArrayBuffer.isView(value)) this.#writeBytes(value);
    else if (value instanceof Map || value instanceof Set) this.#writeList([...value], depth + 1);
    else if (Array.isArray(value)) this.#writeList(value, depth + 1);
    else this.#writeFields(value, depth + 1);
  }

  #writeBytes(view: ArrayBufferView): void {
    const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
    this.#add(`${bytes.length} bytes ${bytes.toString("base64", 0, Math.max(this.#left, 0))}`);
  }

  #writeList(items: readonly unknown[], depth: number): void {
    this.#add(`${items.length}[`);
    for (const item of items) {
      if (this.#left <= 0) return;
      this.#write(item, depth);
    }
  }

  #writeFields(value: Record<string, unknown>, depth: number): void {
    this.#add("{");
    for (const key of Object.keys(value).sort()) {
      if (this.#left <= 0) return;
      this.#add(key);
      this.#write(value[key], depth);
    }
    this.#add("}");
  }
}
