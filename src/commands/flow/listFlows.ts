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
  { heading: "LAST STATE", whole: true, cell: (flow) => text(flow.lastRunState) },
  { heading: "SINCE", whole: true, cell: (flow, look) => time(flow.lastRunTime, look) },
];

export interface ListFlowsOptions {
  limit?: number;
  output: OutputFormat;
}

export async function listFlows({ limit, output }: ListFlowsOptions): Promise<void> {
  const flows = await withDatabase(({ pool }) => call(pool, cliFunctions.listFlows, {}));
  printRows(
    flows.slice(0, limit),
    columns,
    output,
    "No flows yet. Make one known: provost deploy FILE:EXPORT.",
  );
}
