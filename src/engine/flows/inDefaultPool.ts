import type { DeploymentDefinition } from "../../flow/deployments/deploymentDefinition.ts";
import type { Settings } from "../../settings/settings.ts";

/** A deployment that names no work pool goes to the one of the settings. */
export function inDefaultPool(
  definition: DeploymentDefinition,
  { defaultWorkPool }: Settings,
): DeploymentDefinition {
  return { ...definition, workPool: definition.workPool ?? defaultWorkPool };
}
