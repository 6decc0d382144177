import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { flow } from "../../src/flow/flow.ts";
import { flowRun } from "../../src/flow/runs/runtime.ts";
import { task } from "../../src/flow/task.ts";
import { writeJournal } from "./journal.ts";

export const journalStep = task(
  { name: "step" },
  async (journal: string, number: number, milliseconds: number) => {
    const line = { flowRunId: flowRun.id, epoch: flowRun.fencingToken, step: number };
    writeJournal(journal, { ...line, event: "start" });
    await sleep(milliseconds);
    writeJournal(journal, { ...line, event: "end" });
    return number;
  },
);

/** Runs steps one after the other and writes down, outside of the database, what it executed. */
export const journalFlow = flow(
  {
    name: "journal",
    parameters: z.object({
      journal: z.string(),
      steps: z.number().int(),
      milliseconds: z.number().int(),
    }),
  },
  async ({ journal, steps, milliseconds }) => {
    let sum = 0;
    for (let i = 0; i < steps; i++) sum += await journalStep(journal, i, milliseconds);
    writeJournal(journal, { flowRunId: flowRun.id, epoch: flowRun.fencingToken, event: "end" });
    return sum;
  },
);
