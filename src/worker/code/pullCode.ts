import { cp, rm, stat } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import { NotFound } from "../../errors.ts";
import type { Clone, Clones } from "./clones.ts";
import { pullStepsIn, readPullStep, type WorkingDirectory } from "./pullSteps.ts";

/** Where the code of a run is. */
export interface PulledCode {
  /** Where its entrypoint is looked for, and where its process starts. */
  readonly directory: string;
  /** The clone or copy that it is part of; undefined for a folder that was there before. */
  readonly root: string | undefined;
  /** The run is over: what was made for it alone goes. */
  release(): Promise<void>;
}

export interface PullOptions {
  /** Where the first step starts. */
  from: string;
  clones: Clones;
  /** Unique among the runs of the worker. */
  runName: string;
  tell: (message: string) => void;
}

/** Does what the pull steps of a deployment say, one after another. */
export async function pullCode(
  steps: unknown,
  { from, clones, runName, tell }: PullOptions,
): Promise<PulledCode> {
  let directory = from;
  let root: string | undefined;
  const folders = new Map<string, string>();
  const used: Clone[] = [];
  const copies: string[] = [];
  const release = async (): Promise<void> => {
    for (const clone of used) clone.release();
    for (const copy of copies) await rm(copy, { recursive: true, force: true });
  };
  try {
    for (const [place, written] of pullStepsIn(steps).entries()) {
      const step = readPullStep(written, folders);
      if (step.kind === "git_clone") {
        const clone = await clones.get(step, tell);
        used.push(clone);
        directory = root = clone.folder;
        if (!clone.isNew) tell(`Uses the clone of ${clone.repository} at ${clone.commit}.`);
      } else {
        directory = await expectFolder(directory, step);
      }
      if (step.kind === "set_working_directory" && step.copy) {
        const copy = await clones.place("copies", `${runName}-${place}`);
        copies.push(copy);
        await cp(directory, copy, { recursive: true, verbatimSymlinks: true });
        tell(`Copied ${directory}.`);
        directory = root = copy;
      }
      if (step.id !== undefined) folders.set(step.id, directory);
    }
  } catch (error) {
    await release();
    throw error;
  }
  return { directory, root, release };
}

async function expectFolder(from: string, { directory }: WorkingDirectory): Promise<string> {
  const path = isAbsolute(directory) ? directory : resolve(from, directory);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return path;
  throw new NotFound(`There is no folder ${JSON.stringify(path)} on the machine of the worker.`, {
    hint: "Correct the pull step set_working_directory, or create the folder there.",
  });
}
