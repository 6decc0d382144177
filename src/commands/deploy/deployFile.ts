import { isDeepStrictEqual } from "node:util";
import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { DeploymentChanges, InspectedDeployment } from "../../db/cliRows.ts";
import type { Pool } from "../../db/pool.ts";
import {
  deployDefinition,
  type DeployOrigin,
  deploymentRecord,
} from "../../engine/flows/deployDefinition.ts";
import { inDefaultPool } from "../../engine/flows/inDefaultPool.ts";
import { DeploymentNotFound, InvalidInput } from "../../errors.ts";
import type { DeploymentDefinition } from "../../flow/deployments/deploymentDefinition.ts";
import { confirm } from "../confirm.ts";
import { lackingParameters } from "../deployment/lackingParameters.ts";
import { scheduleText } from "../deployment/scheduleText.ts";
import { loadFile, parseTarget } from "../loadExport.ts";
import { list, text } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRows, say } from "../output/print.ts";
import { readSettings, withDatabase } from "../withDatabase.ts";
import { explainDefaultPool } from "../workPool/defaultPool.ts";
import { definitionsOfFile } from "./definitionsOfFile.ts";
import { type DefinitionOptions, findDefinitions } from "./findDefinitions.ts";
import { findEntrypoint } from "./findEntrypoint.ts";
import { gitCommit } from "./gitCommit.ts";
import { operatorsWord } from "./operatorsWord.ts";
import { findDeploymentsFile, readDeploymentsFile } from "./readDeploymentsFile.ts";
import { showChanges } from "./showChanges.ts";
import { userName } from "./userName.ts";

export interface DeployCommandOptions extends DefinitionOptions {
  /** Of deployments, in the place of the usual names. */
  file?: string;
  all?: boolean;
  dryRun?: boolean;
  yes?: boolean;
  output: OutputFormat;
}

type Action = "created" | "updated" | "unchanged";

/** What deploying would do. */
interface Preview {
  name: string;
  action: Action;
  changes: DeploymentChanges["changes"];
}

interface Deployed extends InspectedDeployment {
  action: Action;
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

interface Found {
  definition: DeploymentDefinition;
  entrypoint: string | undefined;
}

/**
 * Makes the deployments that a file defines known to the database. What that changes is shown
 * before, and somebody at a terminal is asked; with `dryRun`, nothing else happens, but what cannot
 * be deployed is refused.
 */
export async function deployFile(
  target: string | undefined,
  options: DeployCommandOptions,
): Promise<void> {
  const settings = readSettings();
  const found = (await findDeployments(target, options)).map((each) => ({
    ...each,
    definition: inDefaultPool(each.definition, settings),
    namesPool: each.definition.workPool !== undefined,
  }));
  expectDistinct(found);
  const origin = { gitCommit: await gitCommit(process.cwd()), deployedBy: userName() };
  await withDatabase(async ({ pool }) => {
    const previews = await preview(pool, found);
    if (options.dryRun) {
      for (const each of found) {
        const deployment = deploymentRecord(each.definition, each.entrypoint);
        await explained(each, call(pool, cliFunctions.tryDeployment, { deployment }));
      }
      if (options.output !== "table") printRows(previews, [], options.output, "");
      return say("Nothing was deployed: leave out --dry-run to do so.");
    }
    const isAsked = previews.some(({ action }) => action !== "unchanged") && !options.yes;
    if (isAsked && !(await confirm(() => "Deploy this?"))) return;
    const done: Deployed[] = [];
    for (const each of found) done.push(await explained(each, deploy(pool, each, origin)));
    printRows(done, columns, options.output, "");
    for (const each of done) lackingParameters(each).forEach(say);
    done.forEach((each, index) => {
      const definition = found[index]?.definition;
      if (definition) operatorsWord(definition, each).forEach(say);
    });
    const [first] = done;
    if (first) say(`Run it: provost deployment run ${quoted(first.name)} --watch`);
  });
}

/** The second of two that are called the same would replace the first. */
function expectDistinct(found: readonly Found[]): void {
  const names = found.map(({ definition }) => `${definition.flow.name}/${definition.name}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new InvalidInput(`Two of the deployments are called ${JSON.stringify(twice)}.`, {
    hint: "Give one of them another name, or leave it out.",
  });
}

function explained<T>({ namesPool }: { namesPool: boolean }, deploying: Promise<T>): Promise<T> {
  return deploying.catch((error: unknown) => {
    throw namesPool ? error : explainDefaultPool(error);
  });
}

async function findDeployments(
  target: string | undefined,
  options: DeployCommandOptions,
): Promise<Found[]> {
  if (target !== undefined && options.file !== undefined) {
    throw new InvalidInput("Expected a file of deployments to be named once.", {
      hint: `Leave out --file, or ${target}.`,
    });
  }
  if (target === undefined || isDeploymentsFile(target)) {
    const file = target ?? options.file ?? findDeploymentsFile();
    const definitions = await definitionsOfFile(file, await readDeploymentsFile(file), options);
    return definitions.map((definition) => ({ definition, entrypoint: definition.entrypoint }));
  }
  const { file, export: name } = parseTarget(target);
  const loaded = await loadFile(file);
  const definitions = await findDefinitions(loaded, name, options);
  return definitions.map((definition) => {
    return { definition, entrypoint: findEntrypoint(loaded, definition) };
  });
}

const isDeploymentsFile = (target: string): boolean => /\.(ya?ml|json)$/i.test(target);

/** Shows what deploying will change, and answers it. */
async function preview(pool: Pool, found: readonly Found[]): Promise<Preview[]> {
  const previews: Preview[] = [];
  for (const { definition, entrypoint } of found) {
    const deployment = deploymentRecord(definition, entrypoint);
    const name = `${definition.flow.name}/${definition.name}`;
    const changes = await call(pool, cliFunctions.deploymentChanges, { deployment });
    showChanges(name, changes);
    const action = changes.is_new
      ? "created"
      : changes.changes.length > 0
        ? "updated"
        : "unchanged";
    previews.push({ name, action, changes: changes.is_new ? [] : changes.changes });
  }
  return previews;
}

async function deploy(
  pool: Pool,
  { definition, entrypoint }: Found,
  origin: DeployOrigin,
): Promise<Deployed> {
  const before = await inspect(pool, `${definition.flow.name}/${definition.name}`);
  const id = await deployDefinition(pool, definition, entrypoint, origin);
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
