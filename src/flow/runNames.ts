import { InvalidInput } from "../errors.ts";
import { isRecord } from "./isRecord.ts";

/** `{source}`, `{order.id}` or, for the arguments of a task, `{0}` and `{0.id}`. */
const placeholder = /\{([^{}]+)\}/g;

/**
 * Fills the `{path}` places of a run name. A path is a field of `values`, or a dotted way to one;
 * it names data only and nothing in it is evaluated.
 */
export function fillRunName(template: string, values: unknown, what = "run name"): string {
  return template.replace(placeholder, (_, path: string) => {
    const found = readPath(values, path.trim().split("."));
    if (found === undefined) {
      throw new InvalidInput(`The ${what} template "${template}" names \`${path}\`.`, {
        detail: `The parameters have no field \`${path}\`.`,
        hint: "Name a parameter that is always given, or use a function.",
      });
    }
    return typeof found === "string" ? found : JSON.stringify(found);
  });
}

function readPath(values: unknown, path: readonly string[]): unknown {
  let found = values;
  for (const step of path) {
    if (!isRecord(found) || !Object.hasOwn(found, step)) return undefined;
    found = found[step];
  }
  return found;
}
