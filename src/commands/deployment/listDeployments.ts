import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { ListedDeployment } from "../../db/cliRows.ts";
import { list, text, time } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRows } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";
import { scheduleText } from "./scheduleText.ts";

export interface ListDeploymentsOptions {
  flowName?: string[];
  byCreated?: boolean;
  output: OutputFormat;
}

const columns: Column<ListedDeployment>[] = [
  { heading: "NAME", cell: (deployment) => deployment.name },
  { heading: "STATUS", cell: statusOf },
  { heading: "SCHEDULES", cell: ({ schedules }) => list(schedules.map(scheduleText)) },
  { heading: "POOL", cell: (deployment) => text(deployment.workPool) },
  { heading: "TAGS", cell: (deployment) => list(deployment.tags) },
  { heading: "LAST STATE", whole: true, cell: (deployment) => text(deployment.lastRunState) },
  { heading: "SINCE", whole: true, cell: (deployment, look) => time(deployment.lastRunTime, look) },
];

/** Lists the deployments of the flows that are named, or of all. */
export async function listDeployments(
  flows: readonly string[],
  { flowName = [], byCreated, output }: ListDeploymentsOptions,
): Promise<void> {
  const named = [...flows, ...flowName];
  const deployments = await withDatabase(({ pool }) =>
    call(pool, cliFunctions.listDeployments, { flows: named.length > 0 ? named : undefined }),
  );
  if (byCreated) deployments.sort((one, other) => +other.created - +one.created);
  const hint = "No deployments. Make one known: provost deploy FILE:EXPORT.";
  printRows(deployments, columns, output, hint);
}

function statusOf({ paused, status }: ListedDeployment): string {
  if (paused) return "paused";
  return status === "NOT_READY" ? "no workers" : "ready";
}
