import { setTimeout as sleep } from "node:timers/promises";
import { call } from "../db/call.ts";
import { openDatabase } from "../db/openDatabase.ts";
import { waitFunctions } from "../db/waitFunctions.ts";
import { NotFound } from "../errors.ts";
import type { EndedFlowRun } from "../flow/waitForFlowRun.ts";
import { loadSettings } from "../settings/settings.ts";
import { readFlowRunEnd } from "./endedFlowRun.ts";

const lookMs = 500;

/** Waits for the end of a run where there is no run that could wait: looks now and then. */
export async function waitOutside(
  flowRunId: string,
  { timeoutSeconds }: { timeoutSeconds: number | undefined },
): Promise<EndedFlowRun | undefined> {
  const database = await openDatabase({ settings: loadSettings() });
  const deadline = performance.now() + (timeoutSeconds ?? Infinity) * 1000;
  try {
    for (;;) {
      const fate = await call(database.pool, waitFunctions.flowRunFate, { flowRunId });
      if (!fate) throw new NotFound(`No flow run has the id ${flowRunId}.`);
      if (fate.isOver) return readFlowRunEnd(fate.runEnd);
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) return undefined;
      await sleep(Math.min(lookMs, leftMs));
    }
  } finally {
    await database.close();
  }
}
