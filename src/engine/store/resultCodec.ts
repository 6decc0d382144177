import { SuperJSON } from "superjson";
import type { SuperJSONResult } from "superjson";
import { InvalidInput } from "../../errors.ts";
import { isRecord } from "../../flow/isRecord.ts";
import { State } from "../../flow/states/states.ts";
import { measureNesting } from "./measureNesting.ts";

/** A result as JSON texts: the value, and what JSON cannot say about it (null if nothing). */
export interface EncodedResult {
  readonly json: string;
  readonly meta: string | null;
}

const nothing: EncodedResult = { json: "null", meta: null };

const richJson = new SuperJSON();
richJson.registerCustom<Buffer, string>(
  {
    isApplicable: (value): value is Buffer => Buffer.isBuffer(value),
    serialize: (bytes) => bytes.toString("base64"),
    deserialize: (text) => Buffer.from(text, "base64"),
  },
  "Buffer",
);
richJson.registerCustom<Uint8Array, string>(
  {
    isApplicable: (value): value is Uint8Array => value instanceof Uint8Array,
    serialize: (bytes) => Buffer.from(bytes).toString("base64"),
    deserialize: (text) => new Uint8Array(Buffer.from(text, "base64")),
  },
  "Uint8Array",
);

richJson.registerClass(State, "State");

/**
 * Encodes a result. Dates, maps, sets, bigints, bytes, errors, states, shared and circular
 * references come back as they were; instances of other classes come back as plain objects;
 * undefined as null.
 * @throws InvalidInput for what JSON cannot hold
 */
export function encodeResult(subject: string, value: unknown): EncodedResult {
  if (value === undefined || value === null) return nothing;
  return isPlainJson(value, 0)
    ? { json: JSON.stringify(value), meta: null }
    : encodeRich(subject, value);
}

/** The value of a stored result. */
export function decodeResult(result: unknown, meta: unknown): unknown {
  if (meta === null || meta === undefined) return result ?? null;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- encodeRich made the two
  return richJson.deserialize({ json: result, meta } as SuperJSONResult);
}

const deepestPlain = 64;
/** The codec for graphs calls itself for each level, and has to find room on the stack. */
const deepestGraph = 500;
/** What is deeper has to be plain; PostgreSQL is at its end only later. */
const deepest = 2000;

/** Whether `JSON.stringify` alone is faithful. Deep values are left to the codec for graphs. */
function isPlainJson(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0);
    case "object":
      return !isRecord(value) || (depth < deepestPlain && isPlainStructure(value, depth + 1));
    default:
      return false;
  }
}

function isPlainStructure(value: Record<string, unknown>, depth: number): boolean {
  if (Array.isArray(value)) return value.every((item) => isPlainJson(item, depth));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  for (const key in value) {
    if (!isPlainJson(value[key], depth)) return false;
  }
  return true;
}

function encodeRich(subject: string, value: unknown): EncodedResult {
  try {
    const { depth, isPlain } = measureNesting(value, (leaf) => isPlainJson(leaf, 0));
    if (depth <= deepestGraph) return encodeGraph(value);
    if (depth <= deepest && isPlain) return encodeDeep(value);
    throw new RangeError("Too deep");
  } catch (error) {
    throw new InvalidInput(`${subject} cannot be stored as JSON. ${reasonOf(error)}`, {
      hint: "Return plain data, dates, maps, sets, bigints or bytes.",
      cause: error,
    });
  }
}

/** What is plain can still go round in a circle, which only the codec for graphs could say. */
function encodeDeep(value: unknown): EncodedResult {
  try {
    return { json: JSON.stringify(value), meta: null };
  } catch (error) {
    throw new RangeError("Too deep", { cause: error });
  }
}

function encodeGraph(value: unknown): EncodedResult {
  const { json, meta } = richJson.serialize(value);
  return {
    json: JSON.stringify(json, refuseWhatGetsLost),
    meta: meta === undefined ? null : JSON.stringify(meta),
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof RangeError) {
    return `It is nested too deeply: at most ${deepest} times, and ${deepestGraph} with dates, maps and the like.`;
  }
  const message = error instanceof Error ? error.message : String(error);
  // The codec says so to whoever could be harmed; those who have such a member want to know it.
  const member = /^Detected property (\w+)\./.exec(message)?.[1];
  return member === undefined
    ? message
    : `It has a member named "${member}", which only plain JSON may have.`;
}

/** Functions, promises, iterators and the like would silently become nothing or `{}`. */
function refuseWhatGetsLost(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const kind = kindThatGetsLost(this[key], value);
  if (kind === undefined) return value;
  throw new TypeError(`It holds ${kind}${key === "" ? "" : ` at "${key}"`}.`);
}

function kindThatGetsLost(original: unknown, value: unknown): string | undefined {
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  // Dates that are valid have been encoded by now.
  if (original instanceof Date) return "an invalid Date";
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === Object.prototype || prototype === null;
  if (isPlain || Object.keys(value).length > 0) return undefined;
  return `an instance of ${value.constructor.name} without fields`;
}

/** NUL characters and half surrogate pairs, as `JSON.stringify` writes them. */
const unstorable = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;

/** Whether jsonb can hold a text of JSON, and what goes with it, within so many bytes. */
export function fitsJsonb({ json, meta }: EncodedResult, mostBytes: number): boolean {
  return isShort(json, meta, mostBytes) && !holdsUnstorable(json) && !holdsUnstorable(meta ?? "");
}

function isShort(json: string, meta: string | null, mostBytes: number): boolean {
  const characters = json.length + (meta?.length ?? 0);
  // A character takes at most three bytes, so that most texts need not be measured.
  if (characters * 3 <= mostBytes) return true;
  if (characters > mostBytes) return false;
  return Buffer.byteLength(json) + Buffer.byteLength(meta ?? "") <= mostBytes;
}

function holdsUnstorable(json: string): boolean {
  return (json.includes("\\u0000") || json.includes("\\ud")) && unstorable.test(json);
}
