import { z } from "zod";
import { flow } from "../../src/flow/flow.ts";
import { pauseFlowRun } from "../../src/flow/waits/pauseFlowRun.ts";
import { flowRun } from "../../src/flow/runs/runtime.ts";
import { sleep } from "../../src/flow/waits/sleep.ts";
import { task } from "../../src/flow/task.ts";
import { writeJournal } from "./journal.ts";

const step = task({ name: "step" }, async (journal: string, number: number) => {
  const line = { flowRunId: flowRun.id, epoch: flowRun.fencingToken, step: number };
  writeJournal(journal, { ...line, event: "start" });
});

const parameters = z.object({ journal: z.string() });

/** Sleeps in memory, then waits for an approval. */
export const waitingFlow = flow({ name: "waiting", parameters }, async ({ journal }) => {
  await step(journal, 0);
  await sleep(3);
  await step(journal, 1);
  const { approved } = await pauseFlowRun({
    waitForInput: z.object({ approved: z.boolean() }),
    timeoutSeconds: 600,
  });
  await step(journal, 2);
  return approved;
});

/** Waits only because what it calls does. */
export const callingFlow = flow({ name: "calling", parameters }, async (given) =>
  waitingFlow(given),
);
