import { call } from "../../db/call.ts";
import { workerFunctions } from "../../db/workerFunctions.ts";
import { say } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";

export async function setDeploymentPaused(deployment: string, paused: boolean): Promise<void> {
  await withDatabase(({ pool }) =>
    call(pool, workerFunctions.setDeploymentPaused, { deployment, paused }),
  );
  say(paused ? `Paused deployment '${deployment}'.` : `Resumed deployment '${deployment}'.`);
}
