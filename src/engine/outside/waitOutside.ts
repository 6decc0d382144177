import { setTimeout as sleep } from "node:timers/promises";
import { call } from "../../db/call.ts";
import { openDatabase } from "../../db/openDatabase.ts";
import { waitFunctions } from "../../db/waitFunctions.ts";
import { NotFound } from "../../errors.ts";
import type { EndedFlowRun } from "../../flow/waits/waitForFlowRun.ts";
import { loadSettings } from "../../settings/settings.ts";
import { DatabaseStore } from "../store/databaseStore.ts";
import { readFlowRunEnd } from "../flows/endedFlowRun.ts";
import { newId } from "../store/newId.ts";
import { Results } from "../results/results.ts";

const lookMs = 500;

/** Waits for the end of a run where there is no run that could wait: looks now and then. */
export async function waitOutside(
  flowRunId: string,
  { timeoutSeconds }: { timeoutSeconds: number | undefined },
): Promise<EndedFlowRun | undefined> {
  const settings = loadSettings();
  const database = await openDatabase({ settings });
  const results = new Results(new DatabaseStore(database.pool, newId()), settings.results);
  const deadline = performance.now() + (timeoutSeconds ?? Infinity) * 1000;
  try {
    for (;;) {
      const fate = await call(database.pool, waitFunctions.flowRunFate, { flowRunId });
      if (!fate) throw new NotFound(`No flow run has the id ${flowRunId}.`);
      if (fate.isOver) return await readFlowRunEnd(fate.runEnd, results);
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) return undefined;
      await sleep(Math.min(lookMs, leftMs));
    }
  } finally {
    await database.close();
  }
}
