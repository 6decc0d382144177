import { inspect } from "node:util";
import { ProvostError, redactUrl } from "../../errors.ts";

/** An error as it is stored with a run. */
export interface StoredError {
  name: string;
  message: string;
  code?: string;
  detail?: string;
  hint?: string;
  stack?: string;
  /** What else the error has, as far as it is plain: `code`, `status` and the like. */
  properties?: Record<string, string | number | boolean>;
  cause?: StoredError;
}

const longestText = 64 * 1024;
const deepestCause = 5;
const mostProperties = 20;
const longestProperty = 1000;
/** These are stored by themselves. */
const standing = new Set(["name", "message", "stack", "cause"]);

/** Makes a text storable: no NUL, no half surrogates, no passwords in URLs, at most 64 kB. */
function storableText(text: string): string {
  const clean = redactUrl(text.slice(0, longestText + 1).replaceAll("\0", "")).toWellFormed();
  return clean.length > longestText ? `${clean.slice(0, longestText)}... [truncated]` : clean;
}

/** Anything that was thrown, in storable form. */
export function storeError(thrown: unknown, depth = 0): StoredError {
  if (!(thrown instanceof Error)) {
    const text = typeof thrown === "string" ? thrown : inspect(thrown);
    return { name: "Error", message: storableText(text) };
  }
  // Both can be overwritten with anything.
  const { name, message }: { name: unknown; message: unknown } = thrown;
  const stored: StoredError = {
    name: storableText(String(name)),
    message: storableText(String(message)),
  };
  if (thrown instanceof ProvostError) {
    stored.code = thrown.code;
    if (thrown.detail !== undefined) stored.detail = storableText(thrown.detail);
    if (thrown.hint !== undefined) stored.hint = storableText(thrown.hint);
  } else {
    const properties = plainProperties(thrown);
    if (Object.keys(properties).length > 0) stored.properties = properties;
  }
  if (typeof thrown.stack === "string") stored.stack = storableText(thrown.stack);
  if (thrown.cause !== undefined && depth < deepestCause) {
    stored.cause = storeError(thrown.cause, depth + 1);
  }
  return stored;
}

/** By which code that catches an error tells what it is about, also when the run has gone on. */
function plainProperties(error: Error): NonNullable<StoredError["properties"]> {
  const properties: NonNullable<StoredError["properties"]> = {};
  for (const key of Object.keys(error).slice(0, mostProperties)) {
    const value = plainValue(error, key);
    if (value !== undefined && !standing.has(key)) properties[storableText(key)] = value;
  }
  return properties;
}

function plainValue(error: Error, key: string): string | number | boolean | undefined {
  // What is computed may fail, or do something.
  const value: unknown = Object.getOwnPropertyDescriptor(error, key)?.value;
  if (typeof value === "boolean" || Number.isFinite(value)) return value as boolean | number;
  return typeof value === "string" && value.length <= longestProperty
    ? storableText(value)
    : undefined;
}

/** The one line that says why a run failed. */
export function failureMessage(thrown: unknown): string {
  const { name, message } = storeError(thrown, deepestCause);
  return message === "" ? name : `${name}: ${message}`;
}

/** A stored error for people: what was thrown and where, the facts, what to do, and what caused it. */
export function errorInWords({ stack, name, message, detail, hint, cause }: StoredError): string {
  const lines = [stack ?? (message === "" ? name : `${name}: ${message}`)];
  if (detail) lines.push(`Detail: ${detail}`);
  if (hint) lines.push(`Hint: ${hint}`);
  if (cause) lines.push(`Caused by: ${errorInWords(cause)}`);
  return lines.join("\n");
}
