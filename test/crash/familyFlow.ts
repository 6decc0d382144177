import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { flow } from "../../src/flow/flow.ts";
import { journalStep } from "./journalFlow.ts";

const parameters = z.object({
  journal: z.string(),
  gate: z.string(),
  steps: z.number().int(),
  milliseconds: z.number().int(),
});
type Parameters = z.infer<typeof parameters>;

const child = flow(
  { name: "family-child" },
  async ({ journal, steps, milliseconds }: Parameters) => {
    let sum = 0;
    for (let i = 0; i < steps; i++) sum += await journalStep(journal, i, milliseconds);
    return sum;
  },
);

/** Calls a flow, and goes on when somebody has put a file there. */
export const familyFlow = flow({ name: "family", parameters }, async (given) => {
  const sum = await child(given);
  while (!existsSync(given.gate)) await sleep(20);
  return sum;
});
