import type { InspectedDeployment, ListedSchedule } from "../../db/cliRows.ts";
import type { DeploymentDefinition } from "../../flow/deployments/deploymentDefinition.ts";
import type { Schedule } from "../../flow/deployments/schedule.ts";

/**
 * What a definition switches off and is on: that counts for what is new. Later it is an operator's
 * word, which deploying does not overrule.
 */
export function operatorsWord(
  definition: DeploymentDefinition,
  deployed: InspectedDeployment,
): string[] {
  const { name, schedules } = deployed;
  const notes = definition.schedules
    .filter(({ active }) => !active)
    .flatMap((schedule) => schedules.filter((each) => each.active && isOf(schedule, each)))
    .map(
      ({ slug }) =>
        `Schedule '${slug}' of '${name}' is active and stays so, as somebody has switched it on: ` +
        `provost deployment schedule pause '${name}' '${slug}' switches it off.`,
    );
  if (definition.paused && !deployed.paused) {
    notes.push(
      `'${name}' is not paused and stays so, as somebody has resumed it: ` +
        `provost deployment pause '${name}' pauses it.`,
    );
  }
  return notes;
}

/** Without a slug, a schedule is known by what it says. */
function isOf(schedule: Schedule, deployed: ListedSchedule): boolean {
  if (schedule.slug !== undefined) return schedule.slug === deployed.slug;
  return (
    schedule.cron === deployed.cron &&
    schedule.rrule === deployed.rrule &&
    schedule.intervalSeconds === deployed.intervalSeconds &&
    schedule.timezone === deployed.timezone
  );
}
