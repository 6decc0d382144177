import { InvalidInput } from "../../errors.ts";
import type { DeploymentDefinition } from "./deploymentDefinition.ts";
import { isRecord } from "../isRecord.ts";
import {
  expectBoolean,
  expectPositive,
  expectSignal,
  expectWhole,
  optional,
  refuseUnknownOptions,
} from "../optionChecks.ts";
import { currentRunner } from "../runs/runner.ts";
import type { ServeOptions } from "../runs/runner.ts";

/**
 * Makes deployments known and executes their runs in this process, until it is told to stop
 * (Ctrl-C, SIGTERM, or `signal`). Any number of processes may serve the same deployments.
 *
 * @example
 * await serve(
 *   etl.toDeployment({ name: "nightly", schedules: [cron("0 2 * * *")] }),
 *   report.toDeployment({ name: "weekly" }),
 *   { limit: 5 },
 * );
 */
export async function serve(
  ...given:
    [DeploymentDefinition, ...DeploymentDefinition[]] | [...DeploymentDefinition[], ServeOptions]
): Promise<void> {
  const last: unknown = given.at(-1);
  const options = isDeployment(last) ? {} : last;
  const deployments = isDeployment(last) ? given : given.slice(0, -1);
  if (!deployments.every(isDeployment)) {
    throw new InvalidInput(
      "Expected deployments to serve, and at most one object of options after them.",
      { hint: 'Make them of flows: `serve(etl.toDeployment({ name: "nightly" }), { limit: 5 })`.' },
    );
  }
  expectDistinct(deployments);
  return currentRunner().serve(deployments, checkServeOptions(options));
}

/** Checks the options of a process that serves deployments. */
function checkServeOptions(given: unknown): ServeOptions {
  const options: ServeOptions = isRecord(given) ? given : {};
  refuseUnknownOptions("server of deployments", given, ["limit", "pauseOnShutdown", "signal"]);
  optional(options, "limit", expectWhole);
  optional(options, "limit", expectPositive);
  optional(options, "pauseOnShutdown", expectBoolean);
  optional(options, "signal", expectSignal);
  return options;
}

function isDeployment(value: unknown): value is DeploymentDefinition {
  return isRecord(value) && "flow" in value && "name" in value;
}

function expectDistinct(deployments: readonly DeploymentDefinition[]): void {
  if (deployments.length === 0) {
    throw new InvalidInput("Expected at least one deployment to serve, got none.", {
      hint: 'Write it as `serve(etl.toDeployment({ name: "nightly" }))`.',
    });
  }
  const names = deployments.map(({ flow, name }) => `${flow.name}/${name}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new InvalidInput(`Two of the deployments to serve are called "${twice}".`, {
    hint: "Give one of them another `name`.",
  });
}
