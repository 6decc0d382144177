import { InvalidInput, NotFound } from "../../errors.ts";
import type { CollisionStrategy } from "../../flow/deployments/deploymentConcurrency.ts";
import type {
  DeploymentDefinition,
  DeploymentOptions,
} from "../../flow/deployments/deploymentDefinition.ts";
import {
  type AnyFlow,
  exportOf,
  flowNames,
  isAnyFlow,
  isDeploymentDefinition,
  type LoadedFile,
} from "../loadExport.ts";
import { type ParameterOptions, readParameters } from "../parameters.ts";
import { readSchedules, type ScheduleOptions } from "./readSchedules.ts";

/** What the command line may say about the deployment of a flow. */
export interface DefinitionOptions extends ParameterOptions, ScheduleOptions {
  /** Of a flow, how its deployment is called; of several deployments, which ones. */
  name?: string[];
  description?: string;
  version?: string;
  label?: Record<string, string | number | boolean>;
  jobVariable?: Record<string, unknown>;
  enforceParameterSchema?: boolean;
  tag?: string[];
  pool?: string;
  workQueue?: string;
  /** The same, in a word that was used before. */
  queue?: string;
  paused?: boolean;
  concurrencyLimit?: number;
  collisionStrategy?: CollisionStrategy;
  fairnessKey?: string;
}

/** The deployments that an export stands for, or all that a file exports. */
export async function findDefinitions(
  loaded: LoadedFile,
  exportName: string | undefined,
  options: DefinitionOptions,
): Promise<readonly DeploymentDefinition[]> {
  const exported = exportName === undefined ? onlyExport(loaded) : exportOf(loaded, exportName);
  if (isAnyFlow(exported)) return [await defineFromOptions(exported, options)];
  const definitions = Array.isArray(exported) ? exported : [exported];
  if (definitions.length === 0 || !definitions.every(isDeploymentDefinition)) {
    throw new InvalidInput(
      `Expected ${loaded.name}:${exportName} to be a deployment, a list of them or a flow.`,
      { hint: 'A deployment is what `etl.toDeployment({ name: "nightly" })` returns.' },
    );
  }
  refuseOptions(options);
  return options.name ? namedOnly(loaded, definitions, options.name) : definitions;
}

function namedOnly(
  loaded: LoadedFile,
  definitions: readonly DeploymentDefinition[],
  names: readonly string[],
): readonly DeploymentDefinition[] {
  const known = definitions.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return definitions.filter(({ name }) => names.includes(name));
  throw new NotFound(`${loaded.name} has no deployment named ${JSON.stringify(unknown)}.`, {
    detail: `It has ${known.join(", ")}.`,
    hint: "Name one of those.",
  });
}

/** All deployments of the file, or its only flow. */
function onlyExport(loaded: LoadedFile): unknown {
  const values = Object.values(loaded.exports).flat();
  const definitions = [...new Set(values)].filter(isDeploymentDefinition);
  if (definitions.length > 0) return definitions;
  const names = flowNames(loaded);
  const [name, another] = names;
  if (name !== undefined && another === undefined) return loaded.exports[name];
  throw new InvalidInput(
    names.length === 0
      ? `${loaded.name} exports neither a deployment nor a flow.`
      : `${loaded.name} exports several flows: ${names.join(", ")}.`,
    { hint: `Name one of its exports, such as ${loaded.name}:${name ?? "nightly"}.` },
  );
}

async function defineFromOptions(
  flow: AnyFlow,
  options: DefinitionOptions,
): Promise<DeploymentDefinition> {
  const [name, another] = options.name ?? [];
  if (name === undefined) {
    throw new InvalidInput(`The deployment of flow "${flow.name}" needs a name.`, {
      hint: "Add --name, such as --name nightly.",
    });
  }
  if (another !== undefined) {
    throw new InvalidInput(`The deployment of flow "${flow.name}" has one name, not several.`, {
      hint: "Deploy it once for each name.",
    });
  }
  return flow.toDeployment({ name, ...(await givenOptions(options)) });
}

/** What the command line says about a deployment. */
export async function givenOptions(
  options: DefinitionOptions,
): Promise<Omit<DeploymentOptions, "name">> {
  const { description, version, tag, label, pool, jobVariable, paused } = options;
  const workQueue = options.workQueue ?? options.queue;
  const { concurrencyLimit: limit, collisionStrategy, fairnessKey } = options;
  if (collisionStrategy !== undefined && limit === undefined) {
    throw new InvalidInput("--collision-strategy takes --concurrency-limit.", {
      hint: "Say how many runs may go on at once, such as --concurrency-limit 1.",
    });
  }
  const schedules = readSchedules(options);
  return {
    parameters: await readParameters(options),
    ...(schedules.length > 0 && { schedules }),
    ...(description !== undefined && { description }),
    ...(version !== undefined && { version }),
    ...(tag && { tags: tag }),
    ...(label && { labels: label }),
    ...(jobVariable && { jobVariables: jobVariable }),
    ...(options.enforceParameterSchema === false && { enforceParameterSchema: false }),
    ...(pool !== undefined && { workPool: pool }),
    ...(workQueue !== undefined && { workQueue }),
    ...(paused && { paused }),
    ...(fairnessKey !== undefined && { fairnessKey }),
    ...(limit !== undefined && {
      concurrencyLimit: { limit, ...(collisionStrategy && { collisionStrategy }) },
    }),
  };
}

/** What code defines is changed in the code: the command line must not contradict it. */
export function refuseOptions(options: DefinitionOptions): void {
  const given = definingOptions(options);
  if (given.length === 0) return;
  throw new InvalidInput("A deployment that is defined in a file takes no options here.", {
    detail: `Given: ${given.join(", ")}.`,
    hint: "Change its definition, or name the flow instead of the deployment.",
  });
}

/** Which options say something about deployments. */
export function definingOptions(options: DefinitionOptions): string[] {
  const { enforceParameterSchema = true } = options;
  const given = Object.keys(options).filter((option) => !neutral.has(option));
  return enforceParameterSchema ? given : [...given, "enforceParameterSchema"];
}

/** Options that say which deployments are meant, or how to deploy them. */
const neutral = new Set([
  "name",
  "all",
  "file",
  "output",
  "dryRun",
  "yes",
  "prompt",
  "debug",
  "profile",
  "enforceParameterSchema",
]);
