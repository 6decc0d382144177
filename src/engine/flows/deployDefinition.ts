import { call } from "../../db/call.ts";
import { functions } from "../../db/functions.ts";
import type { Pool } from "../../db/pool.ts";
import type { DeploymentDefinition } from "../../flow/deployments/deploymentDefinition.ts";
import type { Schedule } from "../../flow/deployments/schedule.ts";

/**
 * Makes a deployment known to the database, or brings it up to date, and answers its id. The
 * database refuses a schema that it could not enforce (`InvalidSchema`).
 */
export async function deployDefinition(
  pool: Pool,
  definition: DeploymentDefinition,
  entrypoint: string | undefined = definition.entrypoint,
  origin: DeployOrigin = {},
): Promise<string> {
  return await call(pool, functions.saveDeployment, {
    deployment: {
      ...deploymentRecord(definition, entrypoint),
      git_commit: origin.gitCommit,
      deployed_by: origin.deployedBy,
    },
  });
}

/** What is kept with the version that deploying makes. */
export interface DeployOrigin {
  gitCommit?: string | undefined;
  deployedBy?: string | undefined;
}

/** The shape that sql/10_flows/save_deployment.sql reads. */
export function deploymentRecord(
  definition: DeploymentDefinition,
  entrypoint: string | undefined = definition.entrypoint,
): Record<string, unknown> {
  const { settings } = definition.flow;
  return {
    flow: {
      name: settings.name,
      description: settings.description,
      version: settings.version,
      tags: settings.tags,
    },
    name: definition.name,
    description: definition.description,
    version: definition.version,
    tags: definition.tags,
    labels: definition.labels,
    parameters: definition.parameters,
    parameter_openapi_schema: definition.parameterSchema,
    enforce_parameter_schema: definition.enforceParameterSchema,
    work_pool_name: definition.workPool,
    work_queue_name: definition.workQueue,
    entrypoint,
    paused: definition.paused,
    job_variables: definition.jobVariables,
    pull_steps: definition.pullSteps,
    concurrency_limit: concurrencyRecord(definition.concurrencyLimit),
    fairness_key: definition.fairnessKey,
    retries: settings.retries,
    retry_delay_seconds: settings.retryDelaySeconds,
    timeout_seconds: settings.timeoutSeconds,
    schedules: definition.schedules.map(scheduleRecord),
  };
}

function concurrencyRecord(
  concurrency: DeploymentDefinition["concurrencyLimit"],
): Record<string, unknown> | undefined {
  return (
    concurrency && {
      limit: concurrency.limit,
      collision_strategy: concurrency.collisionStrategy,
      grace_period_seconds: concurrency.gracePeriodSeconds,
    }
  );
}

function scheduleRecord(schedule: Schedule): Record<string, unknown> {
  return {
    slug: schedule.slug,
    replaces: schedule.replaces,
    active: schedule.active,
    cron: schedule.cron,
    day_or: schedule.dayOr,
    interval_seconds: schedule.intervalSeconds,
    anchor_date: schedule.anchorDate,
    rrule: schedule.rrule,
    timezone: schedule.timezone,
    parameters: schedule.parameters,
    catch_up: schedule.catchUp,
    catch_up_window_seconds: schedule.catchUpWindowSeconds,
    max_catch_up: schedule.maxCatchUp,
    max_scheduled_runs: schedule.maxScheduledRuns,
    overlap: schedule.overlap,
  };
}
