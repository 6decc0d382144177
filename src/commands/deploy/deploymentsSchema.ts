import { z } from "zod";
import { camelCase, withKeys } from "../../db/nameCase.ts";
import { isRecord } from "../../flow/isRecord.ts";

/**
 * An object whose keys may be written in snake_case as well, and which has no others. What is null
 * is left out, as in the files that Prefect writes.
 */
const options = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.preprocess((given) => withoutNulls(withKeys(given, camelCase)), z.strictObject(shape));

const withoutNulls = (given: unknown): unknown =>
  isRecord(given) && !Array.isArray(given)
    ? Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null))
    : given;

const name = z.string().min(1);
/** The environment of the command, from which it may come, has only texts. */
const flag = z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")]);
const json = z.record(z.string(), z.unknown());

const schedule = options({
  cron: z.string().optional(),
  interval: z.union([z.number().positive(), z.string()]).optional(),
  intervalSeconds: z.number().positive().optional(),
  rrule: z.string().optional(),
  timezone: z.string().optional(),
  anchorDate: z.union([z.string(), z.date()]).optional(),
  dayOr: z.boolean().optional(),
  slug: name.optional(),
  replaces: name.optional(),
  active: flag.optional(),
  parameters: json.optional(),
  catchUp: z.enum(["planned", "all", "last", "window", "skip"]).optional(),
  catchUpWindowSeconds: z.number().positive().optional(),
  maxCatchUp: z.int().min(1).max(1000).optional(),
  maxScheduledRuns: z.int().min(1).max(50).optional(),
  overlap: z.enum(["allow", "skip", "queue", "cancel_running"]).optional(),
}).refine(
  ({ cron, interval, intervalSeconds, rrule }) =>
    [cron, interval ?? intervalSeconds, rrule].filter((each) => each !== undefined).length === 1,
  { message: "Expected exactly one of cron, interval and rrule" },
);

/** Prefect writes `schedule: {}` where there is none. */
function withoutEmpty(given: unknown): unknown {
  return isRecord(given) && Object.keys(given).length === 0 ? undefined : given;
}

const workPool = z.union([
  name,
  options({
    name: name.optional(),
    workQueueName: name.optional(),
    queue: name.optional(),
    jobVariables: json.optional(),
  }),
]);

const concurrencyLimit = z.union([
  z.int().nonnegative(),
  options({
    limit: z.int().nonnegative(),
    collisionStrategy: z.enum(["ENQUEUE", "CANCEL_NEW", "CANCEL_RUNNING"]).optional(),
    gracePeriodSeconds: z.number().min(60).max(86_400).optional(),
  }),
]);

/** A step, or a list of them. */
const pull = z.preprocess(
  (given) => (isRecord(given) && !Array.isArray(given) ? [given] : given),
  z.array(json),
);

const source = z.union([
  name,
  options({
    repository: name,
    branch: name.optional(),
    commitSha: name.optional(),
    directories: z.array(name).optional(),
    includeSubmodules: z.boolean().optional(),
    accessTokenEnv: name.optional(),
    username: name.optional(),
  }),
  options({ directory: name, copy: z.boolean().optional() }),
]);

const deployment = options({
  name: name.regex(/^[^/%&><]+$/, "Expected a name without any of / % & > <"),
  entrypoint: z.string().regex(/.+:.+/, "Expected FILE:EXPORT, such as flows/etl.ts:etl"),
  description: z.string().optional(),
  version: z.coerce.string().optional(),
  tags: z.array(z.string()).optional(),
  labels: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  parameters: json.optional(),
  enforceParameterSchema: z.boolean().optional(),
  schedule: z.preprocess(withoutEmpty, schedule.optional()),
  schedules: z.array(schedule).optional(),
  paused: flag.optional(),
  workPool: workPool.optional(),
  workQueue: name.optional(),
  jobVariables: json.optional(),
  concurrencyLimit: concurrencyLimit.optional(),
  fairnessKey: z.string().optional(),
  source: source.optional(),
  pull: pull.optional(),
}).refine((given) => given.source === undefined || given.pull === undefined, {
  message: "Expected source or pull, not both",
});

/** A file of deployments. `definitions` is a place for anchors, which YAML then refers to. */
export const deploymentsSchema = z.preprocess(
  withoutNulls,
  z.strictObject({
    name: z.string().optional(),
    /** Of Prefect, which has written the file. */
    "prefect-version": z.unknown().optional(),
    definitions: z.unknown().optional(),
    pull: pull.optional(),
    deployments: z.array(deployment).min(1),
  }),
);

export type FileDeployment = z.infer<typeof deployment>;
export type FileSchedule = z.infer<typeof schedule>;
export type DeploymentsFile = z.infer<typeof deploymentsSchema>;
