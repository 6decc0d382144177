import { call } from "../../db/call.ts";
import { type FairnessWeight, limitFunctions } from "../../db/limitFunctions.ts";
import { time } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRows, say } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";

const columns: Column<FairnessWeight>[] = [
  { heading: "KEY", cell: ({ fairnessKey }) => fairnessKey },
  { heading: "WEIGHT", cell: ({ weight }) => String(weight) },
  { heading: "SINCE", whole: true, cell: ({ updated }, look) => time(updated, look) },
];

export async function listWeights(output: OutputFormat): Promise<void> {
  const weights = await withDatabase(({ pool }) =>
    call(pool, limitFunctions.listFairnessWeights, {}),
  );
  printRows(weights, columns, output, "Every fairness key has the weight 1.");
}

/** Sets the weight of a key; null makes it that of all others. */
export async function setWeight(fairnessKey: string, weight: number | null): Promise<void> {
  const now = await withDatabase(({ pool }) =>
    call(pool, limitFunctions.setFairnessWeight, { fairnessKey, weight }),
  );
  say(`Fairness key '${fairnessKey}' has the weight ${now} now.`);
}
