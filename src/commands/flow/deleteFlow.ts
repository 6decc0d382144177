import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import { confirm } from "../confirm.ts";
import { say } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";

/** Deletes a flow with its deployments; the history of its runs stays. */
export async function deleteFlow(flow: string, { yes }: { yes?: boolean }): Promise<void> {
  const question = `About to delete flow '${flow}' with its deployments. Go on?`;
  if (!yes && !(await confirm(() => question))) return;
  await withDatabase(({ pool }) => call(pool, cliFunctions.deleteFlow, { flow }));
  say(`Deleted flow '${flow}'.`);
}
