import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { concurrency, flow, flowRun, pauseFlowRun, sleep, task, taskRun } from "../../src/index.ts";
import { writeJournal } from "./journal.ts";
import { journalStep } from "./journalFlow.ts";

const parameters = z.object({
  journal: z.string(),
  /** Of which its parts hold a slot. */
  limit: z.string(),
  /** The part that it begins with, and how many parts it has; after the last comes the first. */
  first: z.number().int(),
  parts: z.number().int(),
  milliseconds: z.number().int(),
});
type Parameters = z.infer<typeof parameters>;

/** Longer than a run is kept in memory for, so that nobody holds it meanwhile. */
const longSeconds = 6;

const stumble = task(
  { name: "stumble", retries: 1, retryDelaySeconds: longSeconds },
  async (): Promise<void> => {
    if (taskRun.runCount < 2) throw new Error("Once is not enough.");
  },
);

/** A step in the background, which belongs to no flow run; the journal has it beside its sender. */
export const backgroundStep = task(
  { name: "background-step" },
  async (journal: string, sender: string, part: number, milliseconds: number) => {
    const line = { flowRunId: `${sender}/background`, epoch: 1, step: part };
    writeJournal(journal, { ...line, event: "start" });
    await pause(milliseconds);
    writeJournal(journal, { ...line, event: "end" });
    return part;
  },
);

const endBody = (journal: string): void =>
  writeJournal(journal, { flowRunId: flowRun.id, epoch: flowRun.fencingToken, event: "end" });

const child = flow(
  { name: "mixed-child" },
  async ({
    journal,
    part,
    milliseconds,
  }: {
    journal: string;
    part: number;
    milliseconds: number;
  }) => {
    await journalStep(journal, part + partNames.length, milliseconds);
    const result = await journalStep(journal, part, milliseconds);
    endBody(journal);
    return result;
  },
);

export const partNames = ["sleep", "slot", "child", "background", "retry", "pause", "nap"] as const;
export type PartName = (typeof partNames)[number];

/** What runs do while a fault happens; each ends with a step that has the number of its part. */
const playPart: Record<PartName, (given: Parameters, part: number) => Promise<number>> = {
  sleep: async ({ journal, milliseconds }, part) => {
    await sleep(longSeconds);
    return await journalStep(journal, part, milliseconds);
  },
  slot: async ({ journal, limit, milliseconds }, part) =>
    await concurrency(limit, () => journalStep(journal, part, 3 * milliseconds)),
  child: async ({ journal, milliseconds }, part) =>
    await child({ journal, part, milliseconds: 2 * milliseconds }),
  background: async ({ journal, milliseconds }, part) => {
    const future = await backgroundStep.delay(journal, flowRun.id, part, 3 * milliseconds);
    return await future.result();
  },
  retry: async ({ journal, milliseconds }, part) => {
    await stumble();
    return await journalStep(journal, part, milliseconds);
  },
  pause: async ({ journal, milliseconds }, part) => {
    await pauseFlowRun({ timeoutSeconds: 600 });
    return await journalStep(journal, part, milliseconds);
  },
  nap: async ({ journal, milliseconds }, part) => {
    await sleep(1);
    return await journalStep(journal, part, milliseconds);
  },
};

/** The numbers of the parts of a run, in their order: its result. */
export const partsOf = ({ first, parts }: Pick<Parameters, "first" | "parts">): number[] =>
  Array.from({ length: parts }, (_none, i) => (first + i) % partNames.length);

/** Does one thing after the other that the engine can be in the midst of when it is disturbed. */
export const mixedFlow = flow({ name: "mixed", parameters }, async (given) => {
  const results: number[] = [];
  for (const part of partsOf(given)) {
    const name = partNames[part] ?? "nap";
    results.push(await playPart[name](given, part));
  }
  endBody(given.journal);
  return results;
});
