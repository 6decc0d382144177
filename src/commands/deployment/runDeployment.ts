import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { CreatedFlowRun } from "../../db/cliRows.ts";
import type { Pool } from "../../db/pool.ts";
import { InvalidInput } from "../../errors.ts";
import { fillRunName } from "../../flow/runs/runNames.ts";
import { parseDuration } from "../../flow/duration.ts";
import { json, list, state, text, time } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRecord, say } from "../output/print.ts";
import {
  expectKnownParameters,
  explainedParameters,
  type ParameterOptions,
  readParameters,
} from "../parameters.ts";
import { watchFlowRun } from "../watch/watchFlowRun.ts";
import { withDatabase } from "../withDatabase.ts";
import { readStartTime, type StartTimeOptions } from "./startTime.ts";

export interface RunDeploymentOptions extends ParameterOptions, StartTimeOptions {
  flowRunName?: string;
  id?: string;
  tag?: string[];
  label?: Record<string, unknown>;
  jobVariable?: Record<string, unknown>;
  enforceParameterSchema: boolean;
  idempotencyKey?: string;
  fairnessKey?: string;
  workQueue?: string;
  /** A file with the parameters of many runs. */
  paramsFile?: string;
  dryRun?: boolean;
  watch?: boolean;
  watchTimeout?: string;
  watchInterval?: number;
  output: OutputFormat;
}

const fields: Column<CreatedFlowRun>[] = [
  { heading: "Id", cell: (run) => run.id },
  { heading: "Name", cell: (run) => run.name },
  { heading: "Deployment", cell: (run) => run.deployment },
  { heading: "State", cell: (run, look) => state(run.stateType, run.stateName, look) },
  { heading: "Scheduled for", cell: (run, look) => time(run.expectedStartTime, look) },
  { heading: "Parameters", cell: (run) => json(run.parameters) },
  { heading: "Tags", cell: (run) => list(run.tags) },
  { heading: "Labels", cell: (run) => json(run.labels) },
  { heading: "Job variables", cell: (run) => json(run.jobVariables) },
  { heading: "Idempotency key", cell: (run) => text(run.idempotencyKey) },
  { heading: "Fairness key", cell: (run) => text(run.fairnessKey) },
];

/** Creates a run and, if asked to, follows it to its end. */
export async function runDeployment(
  given: string | undefined,
  options: RunDeploymentOptions,
): Promise<void> {
  const { output, watch, watchTimeout, watchInterval, paramsFile } = options;
  const name = oneOf(given, options.id);
  if (!watch && (watchTimeout ?? watchInterval) !== undefined) {
    throw new InvalidInput("--watch-timeout and --watch-interval go with --watch.", {
      hint: "Add --watch to follow the run, or leave them out.",
    });
  }
  if (paramsFile !== undefined) {
    const { runManyTimes } = await import("./runManyTimes.ts");
    return await runManyTimes(name, paramsFile, options);
  }
  if (options.dryRun) {
    throw new InvalidInput("--dry-run goes with --params-file.", {
      hint: "Leave it out, or name a file with the parameters of the runs.",
    });
  }
  const timeoutSeconds = watchTimeout === undefined ? undefined : parseDuration(watchTimeout);
  const parameters = await readParameters(options);
  await withDatabase(async (database) => {
    const { run, isNew } = await createFlowRun(database.pool, name, parameters, options);
    say(isNew ? `Created flow run '${run.name}'.` : `Flow run '${run.name}' exists already.`);
    if (!watch) return printRecord(run, fields, output);
    say(`Its id is ${run.id}.`);
    await watchFlowRun(database, { flowRunId: run.id, output, timeoutSeconds });
  });
}

async function createFlowRun(
  pool: Pool,
  name: string,
  parameters: Record<string, unknown>,
  options: RunDeploymentOptions,
): Promise<{ run: CreatedFlowRun; isNew: boolean }> {
  const scheduledTime = await readStartTime(pool, options);
  const found = await call(pool, cliFunctions.inspectDeployment, { deployment: name });
  if (found && options.enforceParameterSchema) expectKnownParameters(parameters, found);
  const startedAt = await call(pool, cliFunctions.clockNow, {});
  const run = await call(pool, cliFunctions.createFlowRun, {
    deployment: found?.name ?? name,
    parameters,
    name: nameOf(options.flowRunName, { ...found?.parameters, ...parameters }),
    tags: options.tag ?? [],
    labels: options.label,
    jobVariables: options.jobVariable,
    enforceParameterSchema: options.enforceParameterSchema ? undefined : false,
    idempotencyKey: options.idempotencyKey,
    fairnessKey: options.fairnessKey,
    workQueue: options.workQueue,
    scheduledTime,
  }).catch((error: unknown) => {
    throw explainedParameters(error, options);
  });
  if (!run) throw new Error("Expected the row of the flow run that was created");
  return { run: shown(run), isNew: run.created >= startedAt };
}

/** A name may say parameters: `load {source}`. */
const nameOf = (name: string | undefined, parameters: object): string | undefined =>
  name === undefined ? undefined : fillRunName(name, parameters);

function oneOf(name: string | undefined, id: string | undefined): string {
  const deployment = name ?? id;
  if (deployment !== undefined && (name === undefined || id === undefined)) return deployment;
  throw new InvalidInput("Expected the name of a deployment, or --id.", {
    hint: "Name it as flow/deployment; give its id with --id, and not both.",
  });
}

/** What is known of a run that has not started yet, without the books that are empty still. */
function shown(run: CreatedFlowRun): CreatedFlowRun {
  const { id, name, deployment, stateType, stateName, parameters } = run;
  const { tags, labels, jobVariables, idempotencyKey, expectedStartTime, created } = run;
  const { fairnessKey } = run;
  return {
    id,
    name,
    deployment,
    stateType,
    stateName,
    parameters,
    tags,
    labels,
    jobVariables,
    idempotencyKey,
    fairnessKey,
    expectedStartTime,
    created,
  };
}
