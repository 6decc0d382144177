import { call } from "../../db/call.ts";
import { type HealthFact, upkeepFunctions } from "../../db/upkeepFunctions.ts";
import { exitCodes } from "../failure.ts";
import { text } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRows } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";

const columns: Column<HealthFact>[] = [
  { heading: "WHAT", cell: (fact) => fact.name },
  { heading: "VALUE", cell: (fact) => fact.value },
  { heading: "", cell: (fact) => (fact.isAlarming ? "!" : "") },
  { heading: "ADVICE", cell: (fact) => text(fact.advice) },
];

/** Shows how the database is doing; the exit code tells whether something is alarming. */
export async function showHealth({ output }: { output: OutputFormat }): Promise<void> {
  const facts = await withDatabase(({ pool }) => call(pool, upkeepFunctions.health, {}));
  printRows(facts, columns, output, "There is nothing to tell.");
  if (facts.some(({ isAlarming }) => isAlarming)) process.exitCode = exitCodes.failed;
}
