import { dirname, resolve } from "node:path";
import { InvalidInput, NotFound } from "../../errors.ts";
import type { DeploymentDefinition } from "../../flow/deployments/deploymentDefinition.ts";
import { parseInterval } from "../../flow/duration.ts";
import {
  cron,
  interval,
  rrule,
  type Schedule,
  type ScheduleOptions,
} from "../../flow/deployments/schedule.ts";
import { nearestName } from "../../nearestName.ts";
import { validateSchedule } from "../../schedules/validateSchedule.ts";
import { loadFlow, parseTarget } from "../loadExport.ts";
import type { DeploymentsFile, FileDeployment, FileSchedule } from "./deploymentsSchema.ts";

export interface ChosenDeployments {
  /** Only those of these names. */
  name?: string[];
  all?: boolean;
}

/** The deployments of a file that are chosen; its entrypoints are relative to its folder. */
export async function definitionsOfFile(
  file: string,
  { deployments, pull }: DeploymentsFile,
  chosen: ChosenDeployments,
): Promise<DeploymentDefinition[]> {
  const definitions: DeploymentDefinition[] = [];
  for (const each of chosenFrom(file, deployments, chosen)) {
    definitions.push(await define(dirname(resolve(file)), { ...(pull && { pull }), ...each }));
  }
  return definitions;
}

function chosenFrom(
  file: string,
  deployments: readonly FileDeployment[],
  { name: names, all }: ChosenDeployments,
): readonly FileDeployment[] {
  const known = deployments.map(({ name }) => name);
  if (names) {
    const unknown = names.find((name) => !known.includes(name));
    if (unknown === undefined) return deployments.filter(({ name }) => names.includes(name));
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

async function define(folder: string, given: FileDeployment): Promise<DeploymentDefinition> {
  const { name, description, version, tags, labels, parameters, enforceParameterSchema } = given;
  const { schedule, schedules = [], paused, concurrencyLimit, fairnessKey, pull } = given;
  const target = parseTarget(given.entrypoint);
  const entrypoint = `${resolve(folder, target.file)}:${target.export}`;
  const flow = await loadFlow(entrypoint);
  const pool = typeof given.workPool === "string" ? { name: given.workPool } : given.workPool;
  const workQueue = given.workQueue ?? pool?.workQueueName ?? pool?.queue;
  const all = [...(schedule ? [schedule] : []), ...schedules].map(scheduleOf);
  all.forEach(validateSchedule);
  return flow.toDeployment({
    name,
    entrypoint,
    schedules: all,
    jobVariables: { ...pool?.jobVariables, ...given.jobVariables },
    ...(description !== undefined && { description }),
    ...(version !== undefined && { version }),
    ...(tags && { tags }),
    ...(labels && { labels }),
    ...(parameters && { parameters }),
    ...(enforceParameterSchema !== undefined && { enforceParameterSchema }),
    ...(paused !== undefined && { paused }),
    ...(pool?.name !== undefined && { workPool: pool.name }),
    ...(workQueue !== undefined && { workQueue }),
    ...(concurrencyLimit !== undefined && { concurrencyLimit: concurrencyOf(concurrencyLimit) }),
    ...(fairnessKey !== undefined && { fairnessKey }),
    ...(pull && { pullSteps: pull }),
  });
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
  const { timezone, slug, active, parameters, dayOr, anchorDate } = given;
  const common = {
    ...(timezone !== undefined && { timezone }),
    ...(slug !== undefined && { slug }),
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
