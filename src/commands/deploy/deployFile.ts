import { isDeepStrictEqual } from "node:util";
import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { InspectedDeployment } from "../../db/cliRows.ts";
import type { Pool } from "../../db/pool.ts";
import { deployDefinition } from "../../engine/deployDefinition.ts";
import { DeploymentNotFound } from "../../errors.ts";
import type { DeploymentDefinition } from "../../flow/deploymentDefinition.ts";
import { scheduleText } from "../deployment/scheduleText.ts";
import { loadFile, parseTarget } from "../loadExport.ts";
import { list, text } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRows, say } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";
import { type DefinitionOptions, findDefinitions } from "./findDefinitions.ts";
import { findEntrypoint } from "./findEntrypoint.ts";

export interface DeployCommandOptions extends DefinitionOptions {
  output: OutputFormat;
}

interface Deployed extends InspectedDeployment {
  action: "created" | "updated" | "unchanged";
  /** The fields that are not what they were. */
  changes: string[];
}

const columns: Column<Deployed>[] = [
  { heading: "DEPLOYMENT", cell: ({ name }) => name },
  { heading: "DONE", cell: ({ action }) => action },
  { heading: "CHANGED", cell: ({ changes }) => list(changes) },
  { heading: "SCHEDULES", cell: ({ schedules }) => list(schedules.map(scheduleText)) },
  { heading: "ENTRYPOINT", cell: ({ entrypoint }) => text(entrypoint) },
];

/** Makes the deployments that a file defines known to the database; shows what that changed. */
export async function deployFile(target: string, options: DeployCommandOptions): Promise<void> {
  const { file, export: name } = parseTarget(target);
  const loaded = await loadFile(file);
  const definitions = await findDefinitions(loaded, name, options);
  const entrypoints = definitions.map((definition) => findEntrypoint(loaded, definition));
  const deployed = await withDatabase(async ({ pool }) => {
    const done: Deployed[] = [];
    for (const [index, definition] of definitions.entries()) {
      done.push(await deploy(pool, definition, entrypoints[index]));
    }
    return done;
  });
  printRows(deployed, columns, options.output, "");
  const [first] = deployed;
  if (first) say(`Run it: provost deployment run ${quoted(first.name)} --watch`);
}

async function deploy(
  pool: Pool,
  definition: DeploymentDefinition,
  entrypoint: string | undefined,
): Promise<Deployed> {
  const before = await inspect(pool, `${definition.flow.name}/${definition.name}`);
  const id = await deployDefinition(pool, definition, entrypoint);
  const after = await inspect(pool, id);
  if (!after) throw new Error(`Expected to find deployment ${id}, which was just deployed`);
  const changes = before ? changedFields(before, after) : [];
  const action = before ? (changes.length > 0 ? "updated" : "unchanged") : "created";
  return { ...after, action, changes };
}

async function inspect(pool: Pool, deployment: string): Promise<InspectedDeployment | undefined> {
  try {
    return await call(pool, cliFunctions.inspectDeployment, { deployment });
  } catch (error) {
    if (error instanceof DeploymentNotFound) return undefined;
    throw error;
  }
}

function changedFields(before: InspectedDeployment, after: InspectedDeployment): string[] {
  const earlier = new Map(Object.entries(before));
  return Object.entries(after)
    .filter(([field, value]) => !isDeepStrictEqual(earlier.get(field), value))
    .map(([field]) => field)
    .filter((field) => field !== "updated");
}

const quoted = (name: string): string => (/\s/.test(name) ? `'${name}'` : name);
