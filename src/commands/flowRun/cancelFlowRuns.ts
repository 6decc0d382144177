import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { StateAnswer } from "../../db/cliRows.ts";
import type { Pool } from "../../db/pool.ts";
import { describeFailure, exitCodeOf, exitCodes } from "../failure.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRows, say } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";

interface Cancellation extends StateAnswer {
  id: string;
}

const columns: Column<Cancellation>[] = [
  { heading: "ID", whole: true, cell: ({ id }) => id },
  { heading: "STATE", whole: true, cell: ({ state }) => state.name },
  { heading: "WHY", cell: reasonOf },
];

const cancelledTypes = new Set(["CANCELLING", "CANCELLED"]);

/**
 * Asks for the end of each run. What cannot be cancelled is told, does not keep the others from
 * it, and shows in the exit code.
 */
export async function cancelFlowRuns(ids: readonly string[], output: OutputFormat): Promise<void> {
  const answers: Cancellation[] = [];
  await withDatabase(async ({ pool }) => {
    for (const id of ids) {
      try {
        answers.push(await cancelFlowRun(pool, id));
      } catch (error) {
        if (ids.length === 1) throw error;
        say(describeFailure(error, false));
        process.exitCode = exitCodeOf(error);
      }
    }
  });
  printRows(answers, columns, output, "Nothing was cancelled.");
  const notCancelled = answers.filter(({ state }) => !cancelledTypes.has(state.type));
  if (notCancelled.length > 0) process.exitCode = exitCodes.failed;
}

async function cancelFlowRun(pool: Pool, id: string): Promise<Cancellation> {
  const flowRunId = await call(pool, cliFunctions.findFlowRun, { run: id });
  const answer = await call(pool, cliFunctions.cancelFlowRun, { flowRunId });
  return { id: flowRunId, ...answer };
}

function reasonOf({ state, details }: Cancellation): string {
  if (state.type === "CANCELLING") return "Its worker stops it.";
  return details.reason ?? "-";
}
