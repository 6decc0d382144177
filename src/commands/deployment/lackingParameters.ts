import type { InspectedDeployment } from "../../db/cliRows.ts";
import { isRecord } from "../../flow/isRecord.ts";

/**
 * A warning for each active schedule of a deployment whose runs lack parameters that the schema
 * requires: no run of it can be planned before somebody gives them.
 */
export function lackingParameters(deployment: InspectedDeployment, slug?: string): string[] {
  const { name, parameters, parameterOpenapiSchema: schema, schedules } = deployment;
  const required: unknown = isRecord(schema) ? schema["required"] : undefined;
  if (!deployment.enforceParameterSchema || !Array.isArray(required)) return [];
  return schedules.flatMap((schedule) => {
    const given = { ...parameters, ...schedule.parameters };
    const lacking = required.filter((key) => typeof key === "string" && !Object.hasOwn(given, key));
    if (!schedule.active || lacking.length === 0 || (slug ?? schedule.slug) !== schedule.slug) {
      return [];
    }
    const what = lacking.map((key) => JSON.stringify(key)).join(", ");
    return `Warning: no run of schedule '${schedule.slug}' of '${name}' can be planned without ${what}: give the schedule parameters, or the deployment defaults.`;
  });
}
