import { isAbsolute, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { ClaimedFlowRun } from "../db/functions.ts";
import { readParameters } from "../engine/background/carrierFlow.ts";
import { InvalidInput, NotFound } from "../errors.ts";
import type { FlowDefinition } from "../flow/flowOptions.ts";
import { isFlow } from "../flow/isFlow.ts";
import { pullStepsIn, readPullStep } from "./code/pullSteps.ts";

export type LoadableRun = Pick<
  ClaimedFlowRun,
  "deployment" | "entrypoint" | "parameters" | "pullSteps"
>;

/** Finds the code of a run: flows that this process serves, or else the deployment's entrypoint. */
export class FlowLoader {
  readonly #served: ReadonlyMap<string, FlowDefinition>;
  readonly #loaded = new Map<string, Promise<FlowDefinition>>();

  /** `served`: flows by the full names of the deployments that this process serves. */
  constructor(served: ReadonlyMap<string, FlowDefinition> = new Map()) {
    this.#served = served;
  }

  /** The flow of a run, and the parameters that it is called with. */
  async load(run: LoadableRun): Promise<{ flow: FlowDefinition; parameters: object }> {
    const flow = await this.#find(run);
    return { flow, parameters: readParameters(flow, run.parameters) };
  }

  async #find(run: LoadableRun): Promise<FlowDefinition> {
    const served = run.deployment === null ? undefined : this.#served.get(run.deployment);
    if (served) return served;
    if (run.entrypoint === null) {
      if (run.deployment?.includes("/") === false) throw notServed(run.deployment);
      throw new NotFound(`Deployment ${JSON.stringify(run.deployment)} has no entrypoint.`, {
        hint: "Deploy it from a file (provost deploy FILE:EXPORT), or serve it from this process.",
      });
    }
    const entrypoint = placeEntrypoint(run.entrypoint, run.pullSteps);
    const known = this.#loaded.get(entrypoint);
    if (known) return await known;
    const loading = loadFlow(entrypoint);
    this.#loaded.set(entrypoint, loading);
    // A file that cannot be loaded now may be mended before the next run.
    loading.catch(() => this.#loaded.delete(entrypoint));
    return await loading;
  }
}

/**
 * Where the file is in this process, whose folder is not changed. Code that must be fetched first
 * has a process of its own.
 */
function placeEntrypoint(entrypoint: string, pullSteps: unknown): string {
  const folders = new Map<string, string>();
  let folder: string | undefined;
  for (const written of pullSteps === null ? [] : pullStepsIn(pullSteps)) {
    const step = readPullStep(written, folders);
    if (step.kind !== "set_working_directory" || step.copy) {
      throw new InvalidInput("The code has to be pulled, which only workers of type process do.", {
        hint: "Deploy it to a pool of type process.",
      });
    }
    folder = folder === undefined ? resolve(step.directory) : resolve(folder, step.directory);
    if (step.id !== undefined) folders.set(step.id, folder);
  }
  return folder === undefined ? entrypoint : resolve(folder, entrypoint);
}

/** A deployment without a slash in its name stands for a task. */
function notServed(task: string): NotFound {
  return new NotFound(`Task ${JSON.stringify(task)} is not served by this worker.`, {
    hint: "Let workers take only the queues of tasks that they serve: use `taskServe`.",
  });
}

/** Imports the flow that `path/to/file.ts:exportName` names. */
export async function loadFlow(entrypoint: string): Promise<FlowDefinition> {
  const colon = entrypoint.lastIndexOf(":");
  const file = entrypoint.slice(0, colon);
  const name = entrypoint.slice(colon + 1);
  if (colon < 1 || name === "") {
    throw new InvalidInput(`Expected FILE:EXPORT, got ${JSON.stringify(entrypoint)}.`, {
      hint: "Write it like flows/etl.ts:etl.",
    });
  }
  const path = isAbsolute(file) ? file : resolve(file);
  const module = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  const exported = module[name];
  if (isFlow(exported)) return exported;
  const flows = Object.keys(module).filter((each) => isFlow(module[each]));
  throw new NotFound(`${file} exports no flow named ${JSON.stringify(name)}.`, {
    detail: `It exports the flows: ${flows.join(", ") || "none"}.`,
    hint: "Export the flow, or correct the entrypoint of the deployment.",
  });
}
