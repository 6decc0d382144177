import type { DeploymentDefinition } from "./deploymentDefinition.ts";
import type { FlowDefinition } from "./flowOptions.ts";
import { MissingRunContext } from "./runErrors.ts";

/** What definitions need of the machinery above them when no run is under way. */
export interface Runner {
  /** Runs a flow in this process, tracked, and answers its result. */
  callFlow(flow: FlowDefinition, parameters: unknown): Promise<unknown>;
  /** Makes a deployment known, and runs what is scheduled for it until the process is stopped. */
  serve(deployment: DeploymentDefinition, options: ServeOptions): Promise<void>;
  /** Makes a deployment known to the database and answers its id. */
  deploy(deployment: DeploymentDefinition): Promise<string>;
}

export interface ServeOptions {
  /** How many runs may execute at the same time. */
  limit?: number;
  /** Whether the schedules are paused when the process is stopped. */
  pauseOnShutdown?: boolean;
}

let runner: Runner | undefined;

/** Says who runs flows. The runner itself should load what it needs when it is first used. */
export function setRunner(next: Runner): void {
  runner = next;
}

export function currentRunner(): Runner {
  if (runner) return runner;
  throw new MissingRunContext("Nothing is registered that could run a flow.", {
    hint: 'Import flows and tasks from "provost", which registers the engine.',
  });
}
