import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { InspectedDeployment } from "../../db/cliRows.ts";
import { list, longJson, text, time, yesNo } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRecord } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";
import { scheduleText } from "./scheduleText.ts";

const fields: Column<InspectedDeployment>[] = [
  { heading: "Name", cell: (deployment) => deployment.name },
  { heading: "Id", cell: (deployment) => deployment.id },
  { heading: "Description", cell: (deployment) => text(deployment.description) },
  { heading: "Entrypoint", cell: (deployment) => text(deployment.entrypoint) },
  { heading: "Pulled by", cell: ({ pullSteps }) => longJson(pullSteps) },
  { heading: "Job variables", cell: (deployment) => longJson(deployment.jobVariables) },
  { heading: "Version", cell: (deployment) => text(deployment.version) },
  { heading: "Tags", cell: (deployment) => list(deployment.tags) },
  {
    heading: "Work queue",
    cell: ({ workPool, workQueue }) => text(workPool && `${workPool}/${workQueue}`),
  },
  {
    heading: "Status",
    cell: ({ status }) => (status === "NOT_READY" ? "no workers" : status.toLowerCase()),
  },
  { heading: "Last polled", cell: ({ lastPolled }, look) => time(lastPolled, look) },
  { heading: "Paused", cell: (deployment) => yesNo(deployment.paused) },
  {
    heading: "Concurrency",
    cell: ({ concurrencyLimit: limit, collisionStrategy }) =>
      text(limit === null ? null : `${limit}, ${collisionStrategy}`),
  },
  { heading: "Fairness key", cell: (deployment) => text(deployment.fairnessKey) },
  { heading: "Schedules", cell: ({ schedules }) => text(schedules.map(scheduleText).join("\n")) },
  { heading: "Parameters", cell: (deployment) => longJson(deployment.parameters) },
  { heading: "Schema", cell: (deployment) => longJson(deployment.parameterOpenapiSchema) },
  { heading: "Created", cell: (deployment, look) => time(deployment.created, look) },
  { heading: "Updated", cell: (deployment, look) => time(deployment.updated, look) },
];

export async function inspectDeployment(name: string, output: OutputFormat): Promise<void> {
  const deployment = await withDatabase(({ pool }) =>
    call(pool, cliFunctions.inspectDeployment, { deployment: name }),
  );
  // An unknown one is refused by the database.
  if (deployment) printRecord(deployment, fields, output);
}
