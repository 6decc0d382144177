import { createHash } from "node:crypto";
import type { Hash } from "node:crypto";
import { InvalidInput } from "../../errors.ts";

const deepestHashed = 200;

/**
 * A hash that is the same for equal values and differs for different ones, whatever their size.
 * The order of an object's fields, and fields that are undefined, make no difference.
 * @throws InvalidInput for functions, promises, instances of classes, cycles and the like
 */
export function canonicalHash(value: unknown): string {
  const hash = createHash("sha256");
  write(hash, value, []);
  return hash.digest("hex");
}

// Every value begins with its kind, and every text and list with its length, so that no two
// different values are written alike.

function write(hash: Hash, value: unknown, path: readonly object[]): void {
  switch (typeof value) {
    case "string":
      return writeText(hash, "s", value);
    case "number":
      return writeText(hash, "n", Object.is(value, -0) ? "-0" : String(value));
    case "bigint":
      return writeText(hash, "i", String(value));
    case "boolean":
    case "undefined":
      return writeText(hash, "c", String(value));
    case "object":
      return value === null ? writeText(hash, "c", "null") : writeObject(hash, value, path);
    default:
      throw unhashable(`a ${typeof value}`);
  }
}

function writeText(hash: Hash, kind: string, text: string): void {
  if (text.isWellFormed()) hash.update(`${kind}${text.length}:`).update(text);
  // UTF-8 has one spelling for all halves of surrogate pairs.
  else hash.update(`${kind.toUpperCase()}${text.length}:`).update(text, "utf16le");
}

function writeObject(hash: Hash, value: object, path: readonly object[]): void {
  if (path.includes(value)) throw unhashable("an object that contains itself");
  if (path.length === deepestHashed) throw unhashable("more than 200 objects in one another");
  const inner = [...path, value];
  if (Array.isArray(value)) return writeList(hash, "a", value, inner);
  if (value instanceof Date) return writeText(hash, "d", String(value.getTime()));
  if (value instanceof URL || value instanceof RegExp) return writeText(hash, "t", String(value));
  if (value instanceof Error) return writeText(hash, "e", `${value.name}: ${value.message}`);
  if (ArrayBuffer.isView(value)) return writeBytes(hash, value);
  if (value instanceof Map || value instanceof Set) return writeUnordered(hash, value, inner);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw unhashable(`an instance of ${value.constructor.name || "a class"}`);
  }
  const fields = Object.entries(value).filter(([, each]) => each !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  writeList(hash, "o", fields.flat(), inner);
}

function writeList(
  hash: Hash,
  kind: string,
  items: readonly unknown[],
  path: readonly object[],
): void {
  hash.update(`${kind}${items.length}:`);
  for (const item of items) write(hash, item, path);
}

function writeBytes(hash: Hash, view: ArrayBufferView): void {
  const kind = view instanceof Uint8Array ? "" : Object.prototype.toString.call(view);
  hash.update(`b${kind}${view.byteLength}:`);
  hash.update(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
}

/** Maps and sets are equal whatever the order in which they were filled. */
function writeUnordered(
  hash: Hash,
  value: ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>,
  path: readonly object[],
): void {
  const items = Array.from(value, (item: unknown) => {
    const inner = createHash("sha256");
    write(inner, item, path);
    return inner.digest("hex");
  });
  writeText(hash, value instanceof Map ? "m" : "u", items.sort().join());
}

function unhashable(what: string): InvalidInput {
  return new InvalidInput(`Expected plain data that can be hashed, got ${what}.`, {
    hint: "Take the argument out of the key with `INPUTS.minus(name)`, or write a `cacheKeyFn`.",
  });
}
