import { errorClasses, ProvostError } from "../../errors.ts";
import { isRecord } from "../../flow/isRecord.ts";
import * as runErrors from "../../flow/runs/runErrors.ts";

const builtIn: Readonly<Record<string, ErrorConstructor>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

const ownClasses = new Map([
  ...errorClasses,
  ...Object.values(runErrors).map((each) => [each.code, each] as const),
]);

/**
 * The error that is stored with a run, to be thrown again where the run is continued: with its
 * name, message, stack, code, cause and plain properties. It is an instance of JavaScript's own
 * classes and of ours, but not of a class of the user's. Undefined when nothing is stored.
 */
export function reviveError(stored: unknown): Error | undefined {
  if (!isRecord(stored)) return undefined;
  const name = textOf(stored, "name") ?? "Error";
  const message = textOf(stored, "message") ?? "";
  const cause = reviveError(stored["cause"]);
  const code = textOf(stored, "code");
  const error =
    code === undefined
      ? new (builtIn[name] ?? Error)(message, cause && { cause })
      : new (ownClasses.get(code) ?? ProvostError)(message, {
          code,
          detail: textOf(stored, "detail"),
          hint: textOf(stored, "hint"),
          cause,
        });
  if (error.name !== name) error.name = name;
  if (isRecord(stored["properties"])) Object.assign(error, stored["properties"]);
  const stack = textOf(stored, "stack");
  if (stack !== undefined) error.stack = stack;
  return error;
}

function textOf(stored: Record<string, unknown>, field: string): string | undefined {
  const value = stored[field];
  return typeof value === "string" ? value : undefined;
}
