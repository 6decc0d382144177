import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { InvalidInput, NotFound } from "../../errors.ts";
import {
  type DeploymentDefinition,
  type DeploymentOptions,
  defineDeployment,
} from "../../flow/deployments/deploymentDefinition.ts";
import { parseInterval } from "../../flow/duration.ts";
import {
  cron,
  interval,
  rrule,
  type Schedule,
  type ScheduleOptions,
} from "../../flow/deployments/schedule.ts";
import { pullStepsOf, type Source } from "../../flow/deployments/source.ts";
import type { FlowDefinition } from "../../flow/flowOptions.ts";
import { nearestName } from "../../nearestName.ts";
import { validateSchedule } from "../../schedules/validateSchedule.ts";
import { loadFlow, parseTarget } from "../loadExport.ts";
import { readSchedules } from "./readSchedules.ts";
import { type DefinitionOptions, definingOptions, givenOptions } from "./findDefinitions.ts";
import type { DeploymentsFile, FileDeployment, FileSchedule } from "./deploymentsSchema.ts";

export interface ChosenDeployments extends DefinitionOptions {
  /** Only those of these names: `nightly`, `etl/nightly`, or with `*` for any part. */
  name?: string[];
  all?: boolean;
}

/**
 * The deployments of a file that are chosen; its entrypoints are relative to its folder. Of a single
 * one, the command line may say something else than the file.
 */
export async function definitionsOfFile(
  file: string,
  { deployments, pull }: DeploymentsFile,
  chosen: ChosenDeployments,
): Promise<DeploymentDefinition[]> {
  const those = chosenFrom(file, deployments, chosen);
  const options = definingOptions(chosen);
  if (options.length > 0 && those.length > 1) {
    throw new InvalidInput("Options that define a deployment go with a single one of a file.", {
      detail: `Given: ${options.join(", ")}. Chosen: ${those.map(({ name }) => name).join(", ")}.`,
      hint: "Choose one with --name, or change the file.",
    });
  }
  const { timezone, ...others } = chosen;
  const isZoneAlone = !(chosen.cron ?? chosen.interval ?? chosen.rrule);
  const given = await givenOptions(isZoneAlone ? others : chosen);
  const definitions: DeploymentDefinition[] = [];
  for (const inFile of those) {
    const each = timezone !== undefined && isZoneAlone ? inZone(inFile, timezone) : inFile;
    const steps = each.source === undefined && pull ? { pull } : {};
    definitions.push(await define(dirname(resolve(file)), { ...steps, ...each }, given));
  }
  return chosen.name ? ofNamedFlows(file, definitions, chosen.name) : definitions;
}

function chosenFrom(
  file: string,
  deployments: readonly FileDeployment[],
  { name: names, all }: ChosenDeployments,
): readonly FileDeployment[] {
  const known = deployments.map(({ name }) => name);
  if (names && all) {
    throw new InvalidInput("Expected either --name or --all, got both.", {
      hint: "Leave one of them out.",
    });
  }
  if (names) {
    const patterns = names.map((name) => pattern(deploymentPart(name)));
    const unknown = names.find((_, index) => !known.some((name) => patterns[index]?.test(name)));
    if (unknown === undefined) {
      return deployments.filter(({ name }) => patterns.some((each) => each.test(name)));
    }
    const nearest = nearestName(unknown, known);
    throw new NotFound(`${file} has no deployment named ${JSON.stringify(unknown)}.`, {
      detail: `It has ${known.join(", ")}.`,
      hint: nearest ? `Did you mean ${nearest}?` : "Name one of those.",
    });
  }
  if (all || deployments.length === 1) return deployments;
  throw new InvalidInput(`${file} has several deployments: ${known.join(", ")}.`, {
    hint: "Choose with --name, which may be repeated, or deploy --all.",
  });
}

/** A deployment of the file whose schedules follow other clocks. */
function inZone(given: FileDeployment, timezone: string): FileDeployment {
  const { schedule, schedules } = given;
  // Refuses a time zone of nothing.
  if (!schedule && !schedules?.length) readSchedules({ timezone });
  return {
    ...given,
    schedule: schedule && { ...schedule, timezone },
    schedules: schedules?.map((each) => ({ ...each, timezone })),
  };
}

/** Those that are named with their flows, too, which are known once they are loaded. */
function ofNamedFlows(
  file: string,
  definitions: readonly DeploymentDefinition[],
  names: readonly string[],
): DeploymentDefinition[] {
  const fits = (name: string, { flow, name: deployment }: DeploymentDefinition): boolean =>
    pattern(name.includes("/") ? name : `*/${name}`).test(`${flow.name}/${deployment}`);
  const unknown = names.find((name) => !definitions.some((each) => fits(name, each)));
  if (unknown === undefined) {
    return definitions.filter((each) => names.some((name) => fits(name, each)));
  }
  const known = definitions.map(({ flow, name }) => `${flow.name}/${name}`);
  throw new NotFound(`${file} has no deployment named ${JSON.stringify(unknown)}.`, {
    detail: `It has ${known.join(", ")}.`,
    hint: "Name one of those.",
  });
}

const deploymentPart = (name: string): string => name.slice(name.lastIndexOf("/") + 1);

/** What a name with `*` for any part fits. */
function pattern(name: string): RegExp {
  const parts = name.split("*").map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}

async function define(
  folder: string,
  given: FileDeployment,
  more: Omit<DeploymentOptions, "name">,
): Promise<DeploymentDefinition> {
  const { name, description, version, tags, labels, parameters, enforceParameterSchema } = given;
  const { schedule, schedules = [], paused, concurrencyLimit, fairnessKey } = given;
  const pull =
    given.source === undefined ? given.pull : pullStepsOf(withoutAbsent(given.source), folder);
  const flow = await flowOf(folder, given);
  const pool = typeof given.workPool === "string" ? { name: given.workPool } : given.workPool;
  const workQueue = given.workQueue ?? pool?.workQueueName ?? pool?.queue;
  const all = [...(schedule ? [schedule] : []), ...schedules].map(scheduleOf);
  all.forEach(validateSchedule);
  return defineDeployment(flow, {
    name,
    // Code that is pulled has its file where it is pulled to.
    entrypoint: pull ? given.entrypoint : localEntrypoint(folder, given),
    schedules: all,
    ...(description !== undefined && { description }),
    ...(version !== undefined && { version }),
    ...(tags && { tags }),
    ...(enforceParameterSchema !== undefined && { enforceParameterSchema }),
    ...(paused !== undefined && { paused }),
    ...(pool?.name !== undefined && { workPool: pool.name }),
    ...(workQueue !== undefined && { workQueue }),
    ...(concurrencyLimit !== undefined && { concurrencyLimit: concurrencyOf(concurrencyLimit) }),
    ...(fairnessKey !== undefined && { fairnessKey }),
    ...(pull && { pullSteps: pull }),
    ...more,
    jobVariables: { ...pool?.jobVariables, ...given.jobVariables, ...more.jobVariables },
    labels: { ...labels, ...more.labels },
    parameters: { ...parameters, ...more.parameters },
  });
}

function localEntrypoint(folder: string, { entrypoint }: FileDeployment): string {
  const target = parseTarget(entrypoint);
  return `${resolve(folder, target.file)}:${target.export}`;
}

/** As it is in this folder, or else where its source is. */
async function flowOf(folder: string, given: FileDeployment): Promise<FlowDefinition> {
  const entrypoint = localEntrypoint(folder, given);
  const isHere = existsSync(parseTarget(entrypoint).file);
  if (isHere || given.source === undefined) return await loadFlow(entrypoint);
  const { loadFlowFrom } = await import("../../worker/code/loadFlowFrom.ts");
  const source = withoutAbsent(given.source);
  return await loadFlowFrom({ source, entrypoint: given.entrypoint, folder });
}

/** What zod reads has the members that were left out. */
function withoutAbsent(source: NonNullable<FileDeployment["source"]>): Source {
  return typeof source === "string" ? source : JSON.parse(JSON.stringify(source));
}

function concurrencyOf(given: NonNullable<FileDeployment["concurrencyLimit"]>) {
  if (typeof given === "number") return given;
  const { limit, collisionStrategy, gracePeriodSeconds } = given;
  return {
    limit,
    ...(collisionStrategy && { collisionStrategy }),
    ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
  };
}

function missedAndOverlapping(given: FileSchedule): ScheduleOptions {
  const { catchUp, catchUpWindowSeconds, maxCatchUp, maxScheduledRuns, overlap } = given;
  return {
    ...(catchUp && { catchUp }),
    ...(catchUpWindowSeconds !== undefined && { catchUpWindowSeconds }),
    ...(maxCatchUp !== undefined && { maxCatchUp }),
    ...(maxScheduledRuns !== undefined && { maxScheduledRuns }),
    ...(overlap && { overlap }),
  };
}

function scheduleOf(given: FileSchedule): Schedule {
  const { timezone, slug, replaces, active, parameters, dayOr, anchorDate } = given;
  const common = {
    ...(timezone !== undefined && { timezone }),
    ...(slug !== undefined && { slug }),
    ...(replaces !== undefined && { replaces }),
    ...(active !== undefined && { active }),
    ...(parameters && { parameters }),
    ...missedAndOverlapping(given),
  };
  if (given.cron !== undefined) {
    return cron(given.cron, { ...common, ...(dayOr !== undefined && { dayOr }) });
  }
  if (given.rrule !== undefined) return rrule(given.rrule, common);
  const every = given.interval ?? given.intervalSeconds ?? 0;
  return interval(typeof every === "string" ? parseInterval(every) : every, {
    ...common,
    ...(anchorDate !== undefined && { anchorDate }),
  });
}
