import { InvalidInput } from "../../errors.ts";
import { isRecord } from "../../flow/isRecord.ts";

/** Where earlier steps have ended, by the ids of the steps. */
export type StepFolders = ReadonlyMap<string, string>;

/** As in sql/10_flows/job_templates/placeholder_pattern.sql. */
const placeholder = /\{\{\s*([\w.[\]$-]+)\s*\}\}/g;

/**
 * A pull step with `{{ $NAME }}` replaced by a variable of the worker's environment, and
 * `{{ id.directory }}` by the folder in which an earlier step has ended. Nothing is evaluated.
 * @throws InvalidInput
 */
export function fillPlaceholders(
  value: unknown,
  folders: StepFolders,
  environment: NodeJS.ProcessEnv = process.env,
): unknown {
  if (typeof value === "string") {
    return value.replaceAll(placeholder, (_, name: string) => valueOf(name, folders, environment));
  }
  if (Array.isArray(value)) {
    return value.map((each) => fillPlaceholders(each, folders, environment));
  }
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, fillPlaceholders(each, folders, environment)]),
  );
}

function valueOf(name: string, folders: StepFolders, environment: NodeJS.ProcessEnv): string {
  if (name.startsWith("$")) {
    const found = environment[name.slice(1)];
    if (found !== undefined && found !== "") return found;
    throw new InvalidInput(
      `A pull step names the environment variable ${name.slice(1)}, which the worker does not have.`,
      { hint: `Start the worker with ${name.slice(1)} set, or correct the step.` },
    );
  }
  const folder = name.endsWith(".directory") && folders.get(name.slice(0, -".directory".length));
  if (folder) return folder;
  throw new InvalidInput(`A pull step names ${name}, which no earlier step has left.`, {
    detail: `Steps so far: ${[...folders.keys()].join(", ") || "none that has an id"}.`,
    hint: "Write {{ id.directory }} with the id of an earlier step, or {{ $NAME }}.",
  });
}
