import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { InvalidInput, NotFound, ProvostError } from "../errors.ts";
import type { DeploymentDefinition } from "../flow/deployments/deploymentDefinition.ts";
import type { Flow } from "../flow/flow.ts";
import { isFlow } from "../flow/isFlow.ts";
import { nearestName } from "../nearestName.ts";

/** Any flow, as commands handle it: its parameters come from outside and are checked when it runs. */
export type AnyFlow = Flow<[parameters?: object], unknown>;

/** A user's file, imported. */
export interface LoadedFile {
  /** Absolute. */
  path: string;
  /** As it was given. */
  name: string;
  exports: Readonly<Record<string, unknown>>;
}

/** What `FILE:EXPORT` names; `export` is missing when it is only a file. */
export interface Target {
  file: string;
  export?: string;
}

// The last colon counts, and only before a name: `C:\flows\etl.ts` is a file.
const fileAndExport = /^(.+):([\p{ID_Start}$_][\p{ID_Continue}$]*)$/u;

export function parseTarget(target: string): Target {
  const [, file, name] = fileAndExport.exec(target) ?? [];
  return file === undefined || name === undefined ? { file: target } : { file, export: name };
}

/** Imports a file; tells a missing one from one that fails while it is loaded. */
export async function loadFile(file: string): Promise<LoadedFile> {
  const path = resolve(file);
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw new NotFound(`There is no file ${JSON.stringify(file)}.`, {
      detail: `Looked at ${path}.`,
      hint: "Give a path from the current folder, and after a colon the name of an export.",
    });
  }
  try {
    const exports: Record<string, unknown> = await import(pathToFileURL(path).href);
    return { path, name: file, exports };
  } catch (error) {
    throw loadingError(file, error);
  }
}

/** The value that a file exports under a name; a wrong name is answered with the right ones. */
export function exportOf({ name: file, exports }: LoadedFile, name: string): unknown {
  if (name in exports) return exports[name];
  const names = Object.keys(exports);
  const nearest = nearestName(name, names);
  throw new NotFound(`${file} exports nothing named ${JSON.stringify(name)}.`, {
    detail: names.length > 0 ? `It exports ${names.join(", ")}.` : "It exports nothing at all.",
    hint: nearest ? `Did you mean ${file}:${nearest}?` : "Export it, or name one of its exports.",
  });
}

/** The flow that `FILE:EXPORT` names, or the only one that `FILE` exports. */
export async function loadFlow(target: string): Promise<AnyFlow> {
  const { file, export: name } = parseTarget(target);
  const loaded = await loadFile(file);
  if (name === undefined) return onlyFlow(loaded);
  const exported = exportOf(loaded, name);
  if (isAnyFlow(exported)) return exported;
  throw notAFlow(loaded, name, exported);
}

function onlyFlow(loaded: LoadedFile): AnyFlow {
  const names = flowNames(loaded);
  const [flow, another] = Object.values(loaded.exports).filter(isAnyFlow);
  if (flow && !another) return flow;
  throw new InvalidInput(
    names.length === 0
      ? `${loaded.name} exports no flow.`
      : `${loaded.name} exports several flows: ${names.join(", ")}.`,
    { hint: `Name one of its exports, such as ${loaded.name}:${names[0] ?? "myFlow"}.` },
  );
}

export function isAnyFlow(value: unknown): value is AnyFlow {
  return isFlow(value);
}

/** Under which names a file exports flows. */
export function flowNames({ exports }: LoadedFile): string[] {
  return Object.keys(exports)
    .filter((name) => isFlow(exports[name]))
    .toSorted();
}

export function isDeploymentDefinition(value: unknown): value is DeploymentDefinition {
  return (
    typeof value === "object" &&
    value !== null &&
    "flow" in value &&
    isFlow(value.flow) &&
    "schedules" in value
  );
}

function notAFlow(loaded: LoadedFile, name: string, exported: unknown): InvalidInput {
  const isDefinition = isDeploymentDefinition(exported);
  const came = isDefinition ? "a deployment" : `a value of type ${typeof exported}`;
  const flows = flowNames(loaded);
  return new InvalidInput(`Expected ${loaded.name}:${name} to be a flow, but it is ${came}.`, {
    detail: `Flows that it exports: ${flows.join(", ") || "none"}.`,
    hint: "A flow is what `flow({ … }, async () => { … })` returns.",
  });
}

/** What went wrong is the user's: their message first, and where it came from. */
export function loadingError(file: string, error: unknown): ProvostError {
  const facts = error instanceof ProvostError ? { detail: error.detail, hint: error.hint } : {};
  const { message, place } = describeThrown(error);
  return new ProvostError(`${file} could not be loaded: ${message}`, {
    detail: facts.detail ?? place,
    hint: facts.hint ?? hintFor(error),
    cause: error,
  });
}

function describeThrown(error: unknown): { message: string; place: string | undefined } {
  if (!(error instanceof Error)) return { message: String(error), place: undefined };
  const place = /^\s*at .*$/m.exec(error.stack ?? "")?.[0].trim();
  return { message: error.message, place };
}

function hintFor(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX") {
    return "Node.js only strips types: avoid enum, namespace and parameter properties.";
  }
  if (code === "ERR_MODULE_NOT_FOUND") {
    return "Check the path of the import (it needs its extension), or install the package.";
  }
  return "Run the file by itself to see more, or add --debug.";
}
