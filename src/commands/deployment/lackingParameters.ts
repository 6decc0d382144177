import type { InspectedDeployment } from "../../db/cliRows.ts";

/** A warning for each schedule of a deployment, or the one, whose runs lack parameters. */
export function lackingParameters(
  { name, schedules }: Pick<InspectedDeployment, "name" | "schedules">,
  slug?: string,
): string[] {
  return schedules
    .filter((schedule) => schedule.lacks && (slug ?? schedule.slug) === schedule.slug)
    .map(
      (schedule) =>
        `Warning: no run of schedule '${schedule.slug}' of '${name}' can be planned without ` +
        `${schedule.lacks?.map((key) => JSON.stringify(key)).join(", ")}: give the schedule ` +
        "parameters, or the deployment defaults.",
    );
}
