import { InvalidInput } from "../../errors.ts";
import { isFlow } from "../../flow/isFlow.ts";
import { readSchedules, type ScheduleOptions } from "../deploy/readSchedules.ts";
import { loadFlow } from "../loadExport.ts";
import { type ParameterOptions, readParameters } from "../parameters.ts";

export interface ServeFlowOptions extends ParameterOptions, ScheduleOptions {
  name: string;
  description?: string;
  version?: string;
  tag?: string[];
  limit?: number;
  globalLimit?: number;
  pauseOnShutdown: boolean;
}

/** Deploys a flow and executes its runs in this process, until it is stopped. */
export async function serveFlow(target: string, options: ServeFlowOptions): Promise<void> {
  const { name, description, version, tag, limit, globalLimit, pauseOnShutdown } = options;
  const schedules = readSchedules(options);
  const parameters = await readParameters(options);
  const flow = await loadFlow(target);
  if (!isFlow(flow)) throw new InvalidInput(`Expected ${target} to be a flow.`);
  // Registers the engine, whatever copy of the package the file has imported.
  await import("../../index.ts");
  await flow.serve({
    name,
    schedules,
    parameters,
    pauseOnShutdown,
    ...(description !== undefined && { description }),
    ...(version !== undefined && { version }),
    ...(tag && { tags: tag }),
    ...(limit !== undefined && { limit }),
    ...(globalLimit !== undefined && { concurrencyLimit: globalLimit }),
  });
}
