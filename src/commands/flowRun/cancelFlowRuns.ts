import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { StateAnswer } from "../../db/cliRows.ts";
import { exitCodes } from "../failure.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRows } from "../output/print.ts";
import { eachRun } from "./eachRun.ts";

interface Cancellation extends StateAnswer {
  id: string;
}

const columns: Column<Cancellation>[] = [
  { heading: "ID", whole: true, cell: ({ id }) => id },
  { heading: "STATE", whole: true, cell: ({ state }) => state.name },
  { heading: "WHY", cell: reasonOf },
];

const cancelledTypes = new Set(["CANCELLING", "CANCELLED"]);

/** Asks for the end of each run; see `eachRun`. What has ended in another way shows, too. */
export async function cancelFlowRuns(ids: readonly string[], output: OutputFormat): Promise<void> {
  const answers = await eachRun(ids, async (pool, flowRunId): Promise<Cancellation> => {
    const answer = await call(pool, cliFunctions.cancelFlowRun, { flowRunId });
    return { id: flowRunId, ...answer };
  });
  printRows(answers, columns, output, "Nothing was cancelled.");
  const notCancelled = answers.filter(({ state }) => !cancelledTypes.has(state.type));
  if (notCancelled.length > 0) process.exitCode = exitCodes.failed;
}

function reasonOf({ state, details }: Cancellation): string {
  if (state.type === "CANCELLING") return "Its worker stops it.";
  return details.reason ?? "-";
}
