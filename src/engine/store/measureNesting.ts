import { isPlainObject, isRecord } from "../../flow/isRecord.ts";

export interface Nesting {
  /** How many objects are within each other, as the codec for graphs goes through them. */
  depth: number;
  /** Whether JSON says it all by itself. */
  isPlain: boolean;
}

/** What an object holds, how much deeper that is, and whether JSON has such objects. */
type Level = [inner: unknown[], steps: number, isPlain: boolean];

function levelOf(object: object): Level {
  if (Array.isArray(object)) return [object, 1, true];
  if (isPlainObject(object)) return [Object.values(object), 1, true];
  // The codec makes a list of lists of it.
  if (object instanceof Map) return [[...object].flat(), 2, false];
  if (object instanceof Set) return [[...object], 1, false];
  if (object instanceof Error) return [[object.cause], 1, false];
  return [[], 0, false];
}

/**
 * Measures without a call for each level: how many of those the stack has room for depends on what
 * Node has compiled by then. Each object is looked at once, and in the order of the codec.
 */
export function measureNesting(value: unknown, isPlainLeaf: (leaf: unknown) => boolean): Nesting {
  const seen = new Set<object>();
  const left: { value: unknown; depth: number }[] = [{ value, depth: 0 }];
  const nesting: Nesting = { depth: 0, isPlain: true };
  for (let next = left.pop(); next; next = left.pop()) {
    if (!isRecord(next.value)) {
      nesting.isPlain &&= isPlainLeaf(next.value);
      continue;
    }
    if (seen.has(next.value)) continue;
    seen.add(next.value);
    const [inner, steps, isPlain] = levelOf(next.value);
    const depth = next.depth + steps;
    nesting.depth = Math.max(nesting.depth, depth);
    nesting.isPlain &&= isPlain;
    for (let i = inner.length - 1; i >= 0; i--) left.push({ value: inner[i], depth });
  }
  return nesting;
}
