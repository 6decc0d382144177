import type { FlowDefinition } from "../flowOptions.ts";
import { currentRunner } from "../runs/runner.ts";
import { type DeploymentDefinition, defineDeployment } from "./deploymentDefinition.ts";
import type { DeploymentOptions } from "./deploymentDefinition.ts";
import type { Source } from "./source.ts";

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
export function flowFrom({ source, entrypoint }: Omit<FlowFromOptions, "folder">): FlowFrom {
  let loading: Promise<FlowDefinition> | undefined;
  const load = (): Promise<FlowDefinition> =>
    (loading ??= currentRunner().loadFlow({ source, entrypoint }));
  const toDeployment = async (options: SourcedOptions): Promise<DeploymentDefinition> =>
    defineDeployment(await load(), { ...options, source, entrypoint });
  return {
    load,
    toDeployment,
    deploy: async (options) => currentRunner().deploy(await toDeployment(options)),
  };
}
