import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { Pool } from "../../db/pool.ts";
import { InvalidInput } from "../../errors.ts";
import { confirm } from "../confirm.ts";
import { say } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";

export interface DeleteDeploymentsOptions {
  id?: string[];
  all?: boolean;
  flowName?: string;
  yes?: boolean;
}

/** Deletes the deployments that are named, or with `all` every one, or every one of a flow. */
export async function deleteDeployments(
  given: readonly string[],
  { id = [], all, flowName, yes }: DeleteDeploymentsOptions,
): Promise<void> {
  const names = [...given, ...id];
  if (names.length === 0 && !all) {
    throw new InvalidInput("Expected the names of deployments.", {
      hint: "Name them as flow/deployment; --all deletes every one, with --flow those of a flow.",
    });
  }
  if (names.length > 0 && (all || flowName !== undefined)) {
    throw new InvalidInput("Expected either names of deployments or --all, got both.", {
      hint: "Leave out the names, or the options.",
    });
  }
  await withDatabase(async ({ pool }) => {
    const found = all ? await namesOfDeployments(pool, flowName) : names;
    if (found.length === 0) return say("There is no deployment to delete.");
    const question = `About to delete ${found.join(", ")}, with schedules. Go on?`;
    if (!yes && !(await confirm(() => question))) return;
    for (const deployment of found) {
      await call(pool, cliFunctions.deleteDeployment, { deployment });
      say(`Deleted deployment '${deployment}'.`);
    }
  });
}

/** Those of a flow, or all. */
async function namesOfDeployments(pool: Pool, flow: string | undefined): Promise<string[]> {
  const flows = flow === undefined ? undefined : [flow];
  const found = await call(pool, cliFunctions.listDeployments, { flows });
  return found.map(({ name }) => name);
}
