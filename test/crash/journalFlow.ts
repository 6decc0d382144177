import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { flow } from "../../src/flow/flow.ts";
import { flowRun } from "../../src/flow/runtime.ts";
import { task } from "../../src/flow/task.ts";

/** One line for each time that the body of a step ran, written by the process that ran it. */
export interface JournalLine {
  step: number;
  pid: number;
  epoch: number;
}

const step = task(
  { name: "step" },
  async (journal: string, number: number, milliseconds: number) => {
    const line: JournalLine = { step: number, pid: process.pid, epoch: flowRun.fencingToken };
    appendFileSync(journal, `${JSON.stringify(line)}\n`);
    await sleep(milliseconds);
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
    for (let i = 0; i < steps; i++) sum += await step(journal, i, milliseconds);
    return sum;
  },
);
