import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { StateAnswer } from "../../db/cliRows.ts";
import type { Pool } from "../../db/pool.ts";
import { parseDuration } from "../../flow/duration.ts";
import { exitCodes } from "../failure.ts";
import { parseJson } from "../jsonOption.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRows } from "../output/print.ts";
import { eachRun } from "./eachRun.ts";

interface Change extends StateAnswer {
  id: string;
}

const columns: Column<Change>[] = [
  { heading: "ID", whole: true, cell: ({ id }) => id },
  { heading: "STATE", whole: true, cell: ({ state }) => state.name },
  { heading: "WHY", cell: ({ details, state }) => details.reason ?? state.message ?? "-" },
];

/** Suspends each run at its next boundary; see `changeAll`. */
export async function suspendFlowRuns(
  ids: readonly string[],
  timeout: string | undefined,
  output: OutputFormat,
): Promise<void> {
  const timeoutSeconds = timeout === undefined ? undefined : parseDuration(timeout);
  await changeAll(ids, output, (pool, flowRunId) =>
    call(pool, cliFunctions.suspendFlowRun, { flowRunId, timeoutSeconds }),
  );
}

/** Lets a paused run go on, with the input that it waits for, given as JSON. */
export async function resumeFlowRuns(
  ids: readonly string[],
  input: string | undefined,
  output: OutputFormat,
): Promise<void> {
  const runInput =
    input === undefined ? undefined : parseJson(input, "--input", '{"approved": true}');
  await changeAll(ids, output, (pool, flowRunId) =>
    call(pool, cliFunctions.resumeFlowRun, { flowRunId, runInput }),
  );
}

/** Asks for a change of each run; see `eachRun`. What is not accepted shows in the exit code. */
async function changeAll(
  ids: readonly string[],
  output: OutputFormat,
  change: (pool: Pool, flowRunId: string) => Promise<StateAnswer>,
): Promise<void> {
  const answers = await eachRun(ids, async (pool, id) => ({ id, ...(await change(pool, id)) }));
  printRows(answers, columns, output, "Nothing was changed.");
  if (answers.some(({ status }) => status !== "ACCEPT")) process.exitCode = exitCodes.failed;
}
