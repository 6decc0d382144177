import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { Pool } from "../../db/pool.ts";
import { scheduleFunctions } from "../../db/scheduleFunctions.ts";
import { InvalidInput } from "../../errors.ts";
import type { Yes } from "../arguments.ts";
import { confirm } from "../confirm.ts";
import { say } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";

interface Named {
  id: string;
  slug: string;
}

export interface SwitchOptions extends Yes {
  deployment: string | undefined;
  schedule: string | undefined;
  all?: true;
  active: boolean;
}

/** Switches a schedule of a deployment on or off, or all of it, or those of all deployments. */
export async function switchSchedules(options: SwitchOptions): Promise<void> {
  const { deployment, schedule, all = false, active } = options;
  if ((schedule === undefined) !== all) {
    throw new InvalidInput("Expected either a schedule or --all.", {
      hint:
        deployment === undefined
          ? "Name a deployment and one of its schedules; --all switches those of all deployments."
          : `List them: provost deployment schedule ls ${deployment}.`,
    });
  }
  await withDatabase(async ({ pool }) => {
    if (deployment === undefined) return await switchAll(pool, options);
    const named = await namedSchedules(pool, deployment, schedule);
    if (named.length === 0) return say(`Deployment '${deployment}' has no schedules.`);
    await switchEach(pool, named, active);
  });
}

/** Switches the schedules of all deployments that are not so yet. */
async function switchAll(pool: Pool, { active, yes }: SwitchOptions): Promise<void> {
  const deployments = await call(pool, cliFunctions.listDeployments, {});
  const found = deployments
    .flatMap(({ schedules }) => schedules)
    .filter((each) => each.active !== active);
  const [verb, other] = active ? ["resume", "paused"] : ["pause", "active"];
  if (found.length === 0) return say(`There is no ${other} schedule to ${verb}.`);
  const question = `About to ${verb} ${found.length} schedules of all deployments. Go on?`;
  if (!yes && !(await confirm(() => question))) return;
  await switchEach(pool, found, active);
}

async function switchEach(pool: Pool, schedules: readonly Named[], active: boolean): Promise<void> {
  const scheduleIds = schedules.map(({ id }) => id);
  const switched = await call(pool, scheduleFunctions.switchSchedules, { scheduleIds, active });
  for (const { slug, deployment } of switched) {
    say(`${active ? "Resumed" : "Paused"} schedule '${slug}' of deployment '${deployment}'.`);
  }
  const ids = new Set(switched.map(({ id }) => id));
  for (const { id, slug } of schedules) {
    if (!ids.has(id)) say(`Schedule '${slug}' is ${active ? "active" : "paused"} already.`);
  }
}

/** Deletes one schedule of a deployment, or all. */
export async function deleteSchedules(
  deployment: string,
  schedule: string | undefined,
  { yes }: Yes,
): Promise<void> {
  await withDatabase(async ({ pool }) => {
    const found = await namedSchedules(pool, deployment, schedule);
    if (found.length === 0) return say(`Deployment '${deployment}' has no schedules.`);
    if (!yes && !(await confirm(() => losing(found, deployment)))) return;
    const scheduleIds = found.map(({ id }) => id);
    for (const { slug } of await call(pool, scheduleFunctions.deleteSchedules, { scheduleIds })) {
      say(`Deleted schedule '${slug}' of deployment '${deployment}'.`);
    }
  });
}

/** The question before schedules of a deployment are lost. */
export function losing(schedules: readonly { slug: string }[], deployment: string): string {
  const slugs = schedules.map(({ slug }) => `'${slug}'`).join(", ");
  return `About to delete ${slugs} of deployment '${deployment}'. Go on?`;
}

async function namedSchedules(
  pool: Pool,
  deployment: string,
  schedule: string | undefined,
): Promise<Named[]> {
  if (schedule !== undefined) {
    const found = await call(pool, scheduleFunctions.findSchedule, { deployment, schedule });
    return found ? [found] : [];
  }
  const inspected = await call(pool, cliFunctions.inspectDeployment, { deployment });
  return inspected?.schedules ?? [];
}
