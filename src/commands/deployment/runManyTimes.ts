import { call } from "../../db/call.ts";
import { bulkFunctions, type CreatedRuns, type NewRun } from "../../db/bulkFunctions.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import { InvalidInput } from "../../errors.ts";
import { exitCodes } from "../failure.ts";
import { type Column, printRecord, say } from "../output/print.ts";
import { expectKnownParameters, readParameters } from "../parameters.ts";
import { withDatabase } from "../withDatabase.ts";
import { readRunParameters } from "./readRunParameters.ts";
import type { RunDeploymentOptions } from "./runDeployment.ts";
import { readStartTime } from "./startTime.ts";

const fields: Column<CreatedRuns>[] = [
  { heading: "Given", cell: ({ given }) => String(given) },
  { heading: "Created", cell: ({ created }) => String(created) },
  { heading: "Existing", cell: ({ existing }) => String(existing) },
];

/**
 * Creates a run of a deployment for each set of parameters of a file, all of them or none. Those
 * that `-p` and `--params` give are for all. A dry run creates nothing, and tells what is wrong.
 */
export async function runManyTimes(
  name: string,
  file: string,
  options: RunDeploymentOptions,
): Promise<void> {
  const { dryRun = false, output } = options;
  const common = await readParameters(options);
  await withDatabase(async ({ pool }) => {
    const deployment = await call(pool, cliFunctions.inspectDeployment, { deployment: name });
    if (!deployment) return;
    const scheduledTime = await readStartTime(pool, options);
    const rows = await readRunParameters(file, deployment.parameterOpenapiSchema);
    const runs = rows.map((row): NewRun => {
      const parameters = { ...common, ...row };
      if (options.enforceParameterSchema) expectKnownParameters(parameters, deployment);
      return {
        parameters,
        name: filled(options.flowRunName, parameters),
        tags: options.tag,
        labels: options.label,
        job_variables: options.jobVariable,
        idempotency_key: filled(options.idempotencyKey, parameters),
        fairness_key: options.fairnessKey,
        work_queue: options.workQueue,
        scheduled_time: scheduledTime,
        enforce_parameter_schema: options.enforceParameterSchema ? undefined : false,
      };
    });
    const answer = await call(pool, bulkFunctions.createFlowRuns, {
      deployment: deployment.name,
      runs,
      dryRun,
    });
    tell(answer, deployment.name, dryRun);
    printRecord(answer, fields, output);
  });
}

function tell({ created, existing, faults }: CreatedRuns, name: string, isDry: boolean): void {
  for (const { run, pointer, message } of faults) {
    say(`Run ${run}: ${pointer === "" ? "" : `${pointer}: `}${message}`);
  }
  if (faults.length > 0) process.exitCode = exitCodes.failed;
  const others = existing > 0 ? `; ${existing} exist already` : "";
  if (isDry && faults.length > 0) return say("Nothing would be created: mend these runs first.");
  say(
    isDry
      ? `Nothing was created: leave out --dry-run to create ${created} runs of '${name}'${others}.`
      : `Created ${created} runs of '${name}'${others}.`,
  );
}

const placeholder = /\{(\w+)\}/g;

/** A key or a name with the parameters of one run in the places of `{parameter}`. */
function filled(template: string | undefined, parameters: object): string | undefined {
  return template?.replaceAll(placeholder, (whole, name: string) => {
    const value: unknown = Object.hasOwn(parameters, name)
      ? Reflect.get(parameters, name)
      : undefined;
    if (value === undefined) {
      throw new InvalidInput(`${whole} names a parameter that a run does not have.`, {
        detail: `The run has ${Object.keys(parameters).join(", ") || "no parameters"}.`,
        hint: "Name a parameter that every run has.",
      });
    }
    return typeof value === "string" ? value : JSON.stringify(value);
  });
}
