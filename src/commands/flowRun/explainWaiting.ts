import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { Gate } from "../../db/cliRows.ts";
import { list, text, time } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRows } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";

const columns: Column<Gate>[] = [
  { heading: "WHAT", whole: true, cell: ({ gate }) => gate },
  { heading: "WHY", cell: ({ reason }) => reason },
  { heading: "UNTIL", whole: true, cell: ({ until }, look) => time(until, look) },
  { heading: "HELD BY", cell: ({ heldBy }) => list((heldBy ?? []).map(nameOf)) },
  { heading: "WHAT TO DO", cell: ({ hint }) => text(hint) },
];

/** Prints everything that holds a run back. */
export async function explainWaiting(id: string, output: OutputFormat): Promise<void> {
  const gates = await withDatabase(async ({ pool }) => {
    const flowRunId = await call(pool, cliFunctions.findFlowRun, { run: id });
    return await call(pool, cliFunctions.whyWaiting, { flowRunId });
  });
  printRows(gates, columns, output, "Nothing holds the run back.");
}

type Holder = NonNullable<Gate["heldBy"]>[number];

const nameOf = ({ name, holder, flow_run_id: id }: Holder): string => name ?? holder ?? id ?? "-";
