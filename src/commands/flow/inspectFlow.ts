import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { InspectedFlow } from "../../db/cliRows.ts";
import { list, text, time } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRecord } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";

const fields: Column<InspectedFlow>[] = [
  { heading: "Name", cell: (flow) => flow.name },
  { heading: "Id", cell: (flow) => flow.id },
  { heading: "Description", cell: (flow) => text(flow.description) },
  { heading: "Version", cell: (flow) => text(flow.version) },
  { heading: "Tags", cell: (flow) => list(flow.tags) },
  {
    heading: "Deployments",
    cell: ({ deployments }) =>
      text(deployments.map(({ name, paused }) => `${name}${paused ? " (paused)" : ""}`).join("\n")),
  },
  { heading: "Last run", cell: (flow) => text(flow.lastRunId) },
  { heading: "Last state", cell: (flow) => text(flow.lastRunState) },
  { heading: "Since", cell: (flow, look) => time(flow.lastRunTime, look) },
  { heading: "Created", cell: (flow, look) => time(flow.created, look) },
  { heading: "Updated", cell: (flow, look) => time(flow.updated, look) },
];

export async function inspectFlow(name: string, output: OutputFormat): Promise<void> {
  const flow = await withDatabase(({ pool }) =>
    call(pool, cliFunctions.inspectFlow, { flow: name }),
  );
  // An unknown one is refused by the database.
  if (flow) printRecord(flow, fields, output);
}
