import type { FlowDefinition } from "../flowOptions.ts";
import { currentRunner } from "../runs/runner.ts";
import { type DeploymentDefinition, defineDeployment } from "./deploymentDefinition.ts";
import type { DeploymentOptions } from "./deploymentDefinition.ts";
import { expectString, refuseUnknownOptions } from "../optionChecks.ts";
import { pullStepsOf, type Source } from "./source.ts";

export interface FlowFromOptions {
  source: Source;
  /** The file within the source, and what it exports: `flows/etl.ts:etl`. */
  entrypoint: string;
  /** What a folder as source is relative to. Default: that of the process. */
  folder?: string;
}

/** A flow whose code is somewhere else. */
export interface FlowFrom {
  /** Brings the code here, once, and answers the flow. */
  load(): Promise<FlowDefinition>;
  toDeployment(options: SourcedOptions): Promise<DeploymentDefinition>;
  /** Makes a deployment known whose workers get the code from there. Answers its id. */
  deploy(options: SourcedOptions): Promise<string>;
}

type SourcedOptions = Omit<DeploymentOptions, "source" | "entrypoint" | "pullSteps">;

/** See `flow.from`. */
export function flowFrom(options: Omit<FlowFromOptions, "folder">): FlowFrom {
  refuseUnknownOptions("flow from a source", options, ["source", "entrypoint"]);
  const { source } = options;
  const entrypoint = expectString("entrypoint", options.entrypoint);
  pullStepsOf(source); // refuses what is none
  let loading: Promise<FlowDefinition> | undefined;
  const load = (): Promise<FlowDefinition> =>
    (loading ??= currentRunner().loadFlow({ source, entrypoint }));
  const toDeployment = async (deployment: SourcedOptions): Promise<DeploymentDefinition> =>
    defineDeployment(await load(), { ...deployment, source, entrypoint });
  return {
    load,
    toDeployment,
    deploy: async (deployment) => currentRunner().deploy(await toDeployment(deployment)),
  };
}
