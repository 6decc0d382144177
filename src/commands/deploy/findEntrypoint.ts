import { InvalidInput } from "../../errors.ts";
import type { DeploymentDefinition } from "../../flow/deployments/deploymentDefinition.ts";
import { flowNames, type LoadedFile } from "../loadExport.ts";

/**
 * Where workers find the flow of a deployment: the one that its definition names, or else this
 * file and the name under which it exports that very flow. The path is absolute, as workers are
 * started from any folder.
 */
export function findEntrypoint(loaded: LoadedFile, definition: DeploymentDefinition): string {
  if (definition.entrypoint !== undefined) return definition.entrypoint;
  const names = flowNames(loaded);
  const name = names.find((each) => loaded.exports[each] === definition.flow);
  if (name !== undefined) return `${loaded.path}:${name}`;
  throw new InvalidInput(
    `${loaded.name} does not export the flow of deployment "${definition.name}", ` +
      "so that workers could not find it.",
    {
      detail: `Flows that it exports: ${names.join(", ") || "none"}.`,
      hint: "Export that flow from this file, or give the deployment an `entrypoint`.",
    },
  );
}
