import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { ListedFlow } from "../../db/cliRows.ts";
import { list, text, time } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRows } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";

const columns: Column<ListedFlow>[] = [
  { heading: "NAME", cell: (flow) => flow.name },
  { heading: "VERSION", cell: (flow) => text(flow.version) },
  { heading: "TAGS", cell: (flow) => list(flow.tags) },
  { heading: "DEPLOYMENTS", cell: (flow) => list(flow.deployments) },
  { heading: "LAST STATE", cell: (flow) => text(flow.lastRunState) },
  { heading: "SINCE", cell: (flow, look) => time(flow.lastRunTime, look) },
];

export async function listFlows({ output }: { output: OutputFormat }): Promise<void> {
  const flows = await withDatabase(({ pool }) => call(pool, cliFunctions.listFlows, {}));
  printRows(flows, columns, output, "No flows yet. Make one known: provost deploy FILE:EXPORT.");
}
