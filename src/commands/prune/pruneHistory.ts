import { setTimeout as sleep } from "node:timers/promises";
import { call } from "../../db/call.ts";
import type { Pool } from "../../db/pool.ts";
import { type Prunable, upkeepFunctions } from "../../db/upkeepFunctions.ts";
import { parseDuration } from "../../flow/duration.ts";
import { confirm } from "../confirm.ts";
import { exitCodes } from "../failure.ts";
import { bytes, duration, list } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRecord, say } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";

export interface PruneOptions {
  olderThan: string;
  failedOlderThan?: string;
  dryRun?: boolean;
  yes?: boolean;
  batchSize?: number;
  output: OutputFormat;
}

/** How long ago what is removed has ended; with units that PostgreSQL reads. */
interface Age {
  olderThan: string;
  failedOlderThan?: string;
}

interface Outcome {
  flowRuns: number;
  events: number;
  dropped: string[];
  seconds: number;
}

/** How often a period that somebody reads is tried again before it is left. */
const mostTries = 10;

export async function pruneHistory(options: PruneOptions): Promise<void> {
  const age: Age = {
    olderThan: interval(options.olderThan),
    ...(options.failedOlderThan === undefined
      ? {}
      : { failedOlderThan: interval(options.failedOlderThan) }),
  };
  await withDatabase(async ({ pool }) => {
    if (options.dryRun) {
      printRecord(await prunable(pool, age), prunableFields, options.output);
      say("Nothing was changed: leave out --dry-run to remove it.");
      return;
    }
    if (!options.yes && !(await confirm(() => question(pool, age)))) return;
    const { isBusy, ...outcome } = await inSteps(pool, age, options.batchSize);
    printRecord(outcome, outcomeFields, options.output);
    if (isBusy) {
      say("A period of history is being read and was not dropped. It goes at the next upkeep.");
      process.exitCode = exitCodes.failed;
    }
  });
}

const interval = (text: string): string => `${parseDuration(text)} seconds`;

async function prunable(pool: Pool, age: Age): Promise<Prunable> {
  const found = await call(pool, upkeepFunctions.prune, { ...age, dryRun: true });
  if (!("dropped_bytes" in found)) throw new Error("Expected the answer to a dry run");
  return found;
}

async function question(pool: Pool, age: Age): Promise<string> {
  const found = await prunable(pool, age);
  return `About to remove ${found.flow_runs} flow runs and ${found.events} events. Go on?`;
}

async function inSteps(
  pool: Pool,
  age: Age,
  batchSize: number | undefined,
): Promise<Outcome & { isBusy: boolean }> {
  const started = performance.now();
  const total: Outcome = { flowRuns: 0, events: 0, dropped: [], seconds: 0 };
  let after: string | undefined;
  let tries = 0;
  do {
    const step = await call(pool, upkeepFunctions.prune, { ...age, batchSize, after });
    if (!("next" in step)) throw new Error("Expected the answer to a step");
    total.flowRuns += step.flow_runs;
    total.events += step.events;
    if (step.dropped !== null) total.dropped.push(step.dropped);
    if (step.is_busy && ++tries === mostTries) break;
    if (step.is_busy) await sleep(1000);
    after = step.next ?? undefined;
  } while (after !== undefined);
  const seconds = Math.round(performance.now() - started) / 1000;
  return { ...total, seconds, isBusy: tries === mostTries };
}

const prunableFields: Column<Prunable>[] = [
  { heading: "Flow runs", cell: (found) => String(found.flow_runs) },
  { heading: "Events", cell: (found) => String(found.events) },
  { heading: "History", cell: (found) => `${bytes(found.dropped_bytes)} in whole periods` },
];

const outcomeFields: Column<Outcome>[] = [
  { heading: "Flow runs", cell: ({ flowRuns }) => String(flowRuns) },
  { heading: "Events", cell: ({ events }) => String(events) },
  { heading: "History", cell: ({ dropped }) => list(dropped) },
  { heading: "Took", cell: ({ seconds }) => duration(seconds) },
];
