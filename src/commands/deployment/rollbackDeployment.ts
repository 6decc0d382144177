import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import { say } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";

/** Makes a deployment what it was in a version, by default the one before the newest. */
export async function rollbackDeployment(
  deployment: string,
  version: string | undefined,
): Promise<void> {
  const [now] = await withDatabase(async ({ pool }) => {
    await call(pool, cliFunctions.rollbackDeployment, { deployment, version });
    return await call(pool, cliFunctions.listDeploymentVersions, { deployment, limit: 1 });
  });
  const changes = now && now.changes.length > 0 ? now.changes.join(", ") : "nothing";
  say(`Rolled deployment '${deployment}' back to version ${now?.restores ?? version}.`);
  say(`Changed: ${changes}. It is version ${now?.number} now.`);
}
