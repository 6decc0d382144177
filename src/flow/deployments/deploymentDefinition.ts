import { type DeploymentConcurrency, expectConcurrency } from "./deploymentConcurrency.ts";
import { InvalidInput } from "../../errors.ts";
import type { FlowDefinition } from "../flowOptions.ts";
import { isRecord } from "../isRecord.ts";
import {
  expectBoolean,
  expectName,
  expectString,
  expectTags,
  optional,
  refuseUnknownOptions,
} from "../optionChecks.ts";
import { jsonSchemaOf } from "./parametersSchema.ts";
import { type PullSteps, pullStepsOf, type Source } from "./source.ts";
import type { Schedule } from "./schedule.ts";

export interface DeploymentOptions<Parameters extends object = Record<string, unknown>> {
  /** The name of the deployment; its runs are addressed as `flow/name`. */
  name: string;
  description?: string;
  version?: string;
  tags?: readonly string[];
  labels?: Readonly<Record<string, string | number | boolean>>;
  /** Values for parameters that a run leaves out. */
  parameters?: Partial<Parameters>;
  /** Whether runs with parameters that do not fit the schema are refused. Default true. */
  enforceParameterSchema?: boolean;
  schedules?: readonly Schedule[];
  /** Whether the deployment starts with its schedules switched off. Default false. */
  paused?: boolean;
  /** Default: the pool `default`. */
  workPool?: string;
  /** Default: the queue `default` of the pool. */
  workQueue?: string;
  /** Where other processes find the flow: `path/to/module.ts:exportName`, within `source` if given. */
  entrypoint?: string;
  /** Where workers get the code: a git repository, or a folder. Default: it is there already. */
  source?: Source;
  jobVariables?: Readonly<Record<string, unknown>>;
  /** In the place of `source`, step by step: `[{ git_clone: { … } }, { set_working_directory: … }]`. */
  pullSteps?: PullSteps;
  /** How many of its runs may be under way at once, over all workers. Default: any number. */
  concurrencyLimit?: number | DeploymentConcurrency;
  /**
   * Whom its runs are for, such as `"{parameters.tenant}"`: due runs of a queue with different
   * keys are started in turn. A run may name its own.
   */
  fairnessKey?: string;
}

/** A deployment as code defines it, checked and complete. */
export interface DeploymentDefinition {
  readonly flow: FlowDefinition;
  readonly name: string;
  readonly description: string | undefined;
  readonly version: string | undefined;
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, string | number | boolean>>;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly enforceParameterSchema: boolean;
  readonly schedules: readonly Schedule[];
  readonly paused: boolean;
  readonly workPool: string | undefined;
  readonly workQueue: string | undefined;
  readonly entrypoint: string | undefined;
  readonly jobVariables: Readonly<Record<string, unknown>>;
  readonly pullSteps: PullSteps | undefined;
  readonly concurrencyLimit: Readonly<DeploymentConcurrency> | undefined;
  readonly fairnessKey: string | undefined;
  /** The JSON Schema of the parameters, made when it is first read; undefined without a schema. */
  readonly parameterSchema: Record<string, unknown> | undefined;
}

const deploymentOptionNames: readonly (keyof DeploymentOptions)[] = [
  "name",
  "description",
  "version",
  "tags",
  "labels",
  "parameters",
  "enforceParameterSchema",
  "schedules",
  "paused",
  "workPool",
  "workQueue",
  "entrypoint",
  "jobVariables",
  "source",
  "pullSteps",
  "concurrencyLimit",
  "fairnessKey",
];

function expectObject<T>(subject: string, value: T): T {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new InvalidInput(`Expected \`${subject}\` to be an object.`, {
    hint: `Write it as \`${subject}: { … }\`.`,
  });
}

function expectSteps<T>(subject: string, value: readonly T[]): readonly T[] {
  if (Array.isArray(value)) return value.map((step: T) => expectObject(subject, step));
  throw new InvalidInput(`Expected \`${subject}\` to be a list of steps.`, {
    hint: `Write it as \`${subject}: [{ set_working_directory: { directory: "/srv/flows" } }]\`.`,
  });
}

function readSteps(options: DeploymentOptions): PullSteps | undefined {
  const { source, entrypoint } = options;
  const steps = optional(options, "pullSteps", expectSteps);
  if (source === undefined) return steps;
  if (steps) {
    throw new InvalidInput("Expected `source` or `pullSteps`, not both.", {
      hint: "Leave one of them out: `source` is short for steps.",
    });
  }
  if (entrypoint === undefined) {
    throw new InvalidInput("A deployment with a `source` needs an `entrypoint`.", {
      hint: 'Say where the flow is in it, like `entrypoint: "flows/etl.ts:etl"`.',
    });
  }
  return pullStepsOf(source);
}

function expectSchedules(subject: string, value: readonly Schedule[]): readonly Schedule[] {
  if (Array.isArray(value) && !value.some((each: unknown) => !isRecord(each)))
    return Object.freeze([...value]);
  throw new InvalidInput(`Expected \`${subject}\` to be a list of schedules.`, {
    hint: `Write it as \`${subject}: [cron("0 2 * * *")]\`.`,
  });
}

/** Checks the options of a deployment and fills in what is left out. */
export function defineDeployment(
  flow: FlowDefinition,
  options: DeploymentOptions,
): DeploymentDefinition {
  refuseUnknownOptions("deployment", options, deploymentOptionNames);
  const { settings } = flow;
  let schema: Record<string, unknown> | undefined;
  return Object.freeze({
    flow,
    name: expectName("name", options.name),
    description: optional(options, "description", expectString) ?? settings.description,
    version: optional(options, "version", expectString) ?? settings.version,
    tags: expectTags("tags", [...settings.tags, ...(optional(options, "tags", expectTags) ?? [])]),
    labels: optional(options, "labels", expectObject) ?? {},
    parameters: optional(options, "parameters", expectObject) ?? {},
    enforceParameterSchema: optional(options, "enforceParameterSchema", expectBoolean) ?? true,
    schedules: optional(options, "schedules", expectSchedules) ?? [],
    paused: optional(options, "paused", expectBoolean) ?? false,
    workPool: optional(options, "workPool", expectName),
    workQueue: optional(options, "workQueue", expectName),
    entrypoint: optional(options, "entrypoint", expectString),
    jobVariables: optional(options, "jobVariables", expectObject) ?? {},
    pullSteps: readSteps(options),
    concurrencyLimit: optional(options, "concurrencyLimit", expectConcurrency),
    fairnessKey: optional(options, "fairnessKey", expectString),
    get parameterSchema() {
      return settings.parameters && (schema ??= jsonSchemaOf(settings.parameters));
    },
  });
}

/** Refuses a deployment that only this process could execute. */
export function expectEntrypoint(definition: DeploymentDefinition): DeploymentDefinition {
  if (definition.entrypoint !== undefined) return definition;
  throw new InvalidInput(`Deployment "${definition.name}" does not say where its flow is found.`, {
    hint:
      'Give it an entrypoint, like `entrypoint: "flows/etl.ts:etl"`; or deploy the file with ' +
      "`provost deploy FILE:EXPORT`, which knows it; or `serve` the flow, which this process " +
      "then executes.",
  });
}
