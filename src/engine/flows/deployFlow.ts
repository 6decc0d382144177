import { openDatabase } from "../../db/openDatabase.ts";
import type { DeploymentDefinition } from "../../flow/deployments/deploymentDefinition.ts";
import { loadSettings } from "../../settings/settings.ts";
import { deployDefinition } from "./deployDefinition.ts";
import { inDefaultPool } from "./inDefaultPool.ts";

/** Makes a deployment known to the database of the settings, and answers its id. */
export async function deployFlow(definition: DeploymentDefinition): Promise<string> {
  const settings = loadSettings();
  const database = await openDatabase({ settings });
  try {
    return await deployDefinition(database.pool, inDefaultPool(definition, settings));
  } finally {
    await database.close();
  }
}
