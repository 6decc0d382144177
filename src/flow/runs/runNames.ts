import { InvalidInput } from "../../errors.ts";
import { formatDate } from "./dateFormat.ts";
import { isRecord } from "../isRecord.ts";

/** `{source}`, `{order.id}`, `{order[id]}`, `{day:%A}` or, for the arguments of a task, `{0}` and `{0.id}`. */
const placeholder = /\{([^{}:]+)(?::([^{}]*))?\}/g;

/**
 * Fills the `{path}` places of a run name. A path is a field of `values`, or a dotted way to one;
 * it names data only and nothing in it is evaluated. A date may be given a format.
 */
export function fillRunName(template: string, values: unknown, what = "run name"): string {
  return template.replace(placeholder, (_, path: string, format: string | undefined) => {
    const found = readPath(values, stepsOf(path));
    if (found === undefined) {
      throw new InvalidInput(`The ${what} template "${template}" names \`${path}\`.`, {
        detail: `The parameters have no field \`${path}\`.`,
        hint: "Name a parameter that is always given, or use a function.",
      });
    }
    if (format !== undefined) return formatDate(expectDate(found, template, path, what), format);
    return found instanceof Date ? found.toISOString() : textOf(found);
  });
}

/** JSON for what has parts; it has neither NaN nor big integers. */
function textOf(value: unknown): string {
  const isNumber = typeof value === "number" || typeof value === "bigint";
  if (isNumber || typeof value === "string") return String(value);
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "bigint" ? String(part) : part,
  );
}

/** JSON has no dates, so that a text may be one. */
function expectDate(value: unknown, template: string, path: string, what: string): Date {
  const date = typeof value === "string" ? new Date(value) : value;
  if (date instanceof Date && !Number.isNaN(date.getTime())) return date;
  throw new InvalidInput(`The ${what} template "${template}" expects a date in \`${path}\`.`, {
    detail: `It got ${value instanceof Date ? "an invalid date" : JSON.stringify(value)}.`,
    hint: "Only dates have a format.",
  });
}

const stepsOf = (path: string): string[] =>
  path
    .trim()
    .replaceAll(/\[([^[\]]*)\]/g, ".$1")
    .split(".");

function readPath(values: unknown, path: readonly string[]): unknown {
  let found = values;
  for (const step of path) {
    if (!isRecord(found) || !Object.hasOwn(found, step)) return undefined;
    found = found[step];
  }
  return found;
}
