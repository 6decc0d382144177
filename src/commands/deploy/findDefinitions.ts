import { InvalidInput } from "../../errors.ts";
import type { CollisionStrategy } from "../../flow/deploymentConcurrency.ts";
import type { DeploymentDefinition } from "../../flow/deploymentDefinition.ts";
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
  name?: string;
  description?: string;
  tag?: string[];
  pool?: string;
  queue?: string;
  paused?: boolean;
  concurrencyLimit?: number;
  collisionStrategy?: CollisionStrategy;
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
  return definitions;
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
  const { name, description, tag, pool, queue, paused } = options;
  const { concurrencyLimit: limit, collisionStrategy } = options;
  if (name === undefined) {
    throw new InvalidInput(`The deployment of flow "${flow.name}" needs a name.`, {
      hint: "Add --name, such as --name nightly.",
    });
  }
  if (collisionStrategy !== undefined && limit === undefined) {
    throw new InvalidInput("--collision-strategy takes --concurrency-limit.", {
      hint: "Say how many runs may go on at once, such as --concurrency-limit 1.",
    });
  }
  return flow.toDeployment({
    name,
    schedules: readSchedules(options),
    parameters: await readParameters(options),
    ...(description !== undefined && { description }),
    ...(tag && { tags: tag }),
    ...(pool !== undefined && { workPool: pool }),
    ...(queue !== undefined && { workQueue: queue }),
    ...(paused && { paused }),
    ...(limit !== undefined && {
      concurrencyLimit: { limit, ...(collisionStrategy && { collisionStrategy }) },
    }),
  });
}

/** What code defines is changed in the code: the command line must not contradict it. */
function refuseOptions({
  output: _output,
  ...options
}: DefinitionOptions & { output?: string }): void {
  const given = Object.keys(options);
  if (given.length === 0) return;
  throw new InvalidInput("A deployment that is defined in code takes no options here.", {
    detail: `Given: ${given.join(", ")}.`,
    hint: "Change its definition, or name the flow instead of the deployment.",
  });
}
