import { call } from "../../db/call.ts";
import { type BatchAnswer, bulkFunctions, type FlowRunFilter } from "../../db/bulkFunctions.ts";
import type { Pool } from "../../db/pool.ts";
import { confirm } from "../confirm.ts";
import { exitCodes } from "../failure.ts";
import { text } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRecord, say } from "../output/print.ts";
import { countsText } from "../watch/counts.ts";
import { withDatabase } from "../withDatabase.ts";
import { readRunFilter } from "./readRunFilter.ts";
import type { RunFilterOptions } from "./runFilterOptions.ts";

export type BulkVerb = "cancel" | "retry" | "delete";

export interface BulkOptions extends RunFilterOptions {
  dryRun?: boolean;
  yes?: boolean;
  batchSize?: number;
  output: OutputFormat;
}

type Outcome = Omit<BatchAnswer, "next">;

const verbs = {
  cancel: { run: bulkFunctions.cancelFlowRuns, done: "Cancelled" },
  retry: { run: bulkFunctions.retryFlowRuns, done: "Retried" },
  delete: { run: bulkFunctions.deleteFlowRuns, done: "Deleted" },
} as const;

/**
 * Cancels, retries or deletes the runs that are named or fit the options, batch by batch. What is
 * refused is told, and shows in the exit code when runs were named.
 */
export async function bulkFlowRuns(
  verb: BulkVerb,
  runs: readonly string[],
  options: BulkOptions,
): Promise<void> {
  await withDatabase(async ({ pool }) => {
    const filter = await readRunFilter(pool, runs, options);
    if (options.dryRun) return await showCount(pool, verb, filter, options.output);
    if (!options.yes && !(await confirmed(pool, verb, filter))) return;
    const outcome = await inBatches(pool, verb, filter, options.batchSize);
    printRecord(outcome, fieldsFor(verb), options.output);
    if (runs.length > 0 && outcome.refused > 0) process.exitCode = exitCodes.failed;
  });
}

const count = (pool: Pool, verb: BulkVerb, filter: FlowRunFilter) =>
  call(pool, verbs[verb].run, { filter, dryRun: true });

async function showCount(
  pool: Pool,
  verb: BulkVerb,
  filter: FlowRunFilter,
  output: OutputFormat,
): Promise<void> {
  const found = await count(pool, verb, filter);
  const byState = "by_state" in found ? found.by_state : {};
  printRecord(
    { dryRun: true, matched: found.matched, byState },
    [
      { heading: "Matched", cell: ({ matched }) => String(matched) },
      { heading: "By state", cell: (each) => text(countsText(each.byState)) },
    ],
    output,
  );
  say(`Nothing was changed: leave out --dry-run to ${verb} them.`);
}

async function confirmed(pool: Pool, verb: BulkVerb, filter: FlowRunFilter): Promise<boolean> {
  return await confirm(async () => {
    const { matched } = await count(pool, verb, filter);
    return `About to ${verb} ${matched} flow runs. Go on?`;
  });
}

async function inBatches(
  pool: Pool,
  verb: BulkVerb,
  filter: FlowRunFilter,
  batchSize: number | undefined,
): Promise<Outcome> {
  const total: Outcome = { matched: 0, changed: 0, refused: 0, reasons: {} };
  let after: string | undefined;
  do {
    const answer = await call(pool, verbs[verb].run, { filter, batchSize, after });
    if (!("next" in answer)) throw new Error("Expected the answer to a batch");
    total.matched += answer.matched;
    total.changed += answer.changed;
    total.refused += answer.refused;
    for (const [reason, runs] of Object.entries(answer.reasons)) {
      total.reasons[reason] = (total.reasons[reason] ?? 0) + runs;
    }
    after = answer.next ?? undefined;
  } while (after !== undefined);
  return total;
}

function fieldsFor(verb: BulkVerb): Column<Outcome>[] {
  return [
    { heading: "Matched", cell: ({ matched }) => String(matched) },
    { heading: verbs[verb].done, cell: ({ changed }) => String(changed) },
    { heading: "Refused", cell: ({ refused }) => String(refused) },
    {
      heading: "Why",
      cell: ({ reasons }) =>
        text(
          Object.entries(reasons)
            .map(([reason, runs]) => `${runs}: ${reason}`)
            .join("\n"),
        ),
    },
  ];
}
