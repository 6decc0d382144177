import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InvalidInput } from "../../errors.ts";
import { ProgramFailed, runProgram } from "./runProgram.ts";

export interface InstallOptions {
  timeoutSeconds: number;
  /** Whether scripts of packages are run, which is code of strangers. */
  runsScripts: boolean;
  tell: (message: string) => void;
}

interface Manager {
  program: string;
  args: string[];
  /** What keeps scripts of packages from running. */
  noScripts: string;
}

const managers: readonly (readonly [lockFile: string, manager: Manager])[] = [
  ["package-lock.json", npm()],
  ["npm-shrinkwrap.json", npm()],
  [
    "pnpm-lock.yaml",
    { program: "pnpm", args: ["install", "--frozen-lockfile"], noScripts: "--ignore-scripts" },
  ],
];

/**
 * Installs what the lock file of a folder names, and nothing else: without a lock file, nothing.
 * Throws what people are to know.
 */
export async function installDependencies(folder: string, options: InstallOptions): Promise<void> {
  if (!existsSync(join(folder, "package.json"))) return;
  const manager = await managerOf(folder);
  if (!manager) {
    options.tell("There is a package.json without a lock file: nothing was installed.");
    return;
  }
  const { program, args, noScripts } = manager;
  const started = performance.now();
  try {
    await runProgram(program, options.runsScripts ? args : [...args, noScripts], {
      folder,
      env: { CI: "1", COREPACK_ENABLE_DOWNLOAD_PROMPT: "0" },
      timeoutSeconds: options.timeoutSeconds,
    });
  } catch (error) {
    if (!(error instanceof ProgramFailed)) throw error;
    for (const line of error.words.split("\n")) if (line.trim() !== "") options.tell(line);
    throw new InvalidInput(`The dependencies could not be installed: ${error.message}`, {
      detail: error.words,
      hint: "The log of the run has the output. PROVOST_RUNNER_AUTO_INSTALL_DEPENDENCIES=false installs nothing.",
      cause: error,
    });
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  options.tell(`Installed its dependencies with ${program} in ${seconds} s.`);
}

async function managerOf(folder: string): Promise<Manager | undefined> {
  const found = managers.find(([lockFile]) => existsSync(join(folder, lockFile)))?.[1];
  if (found || !existsSync(join(folder, "yarn.lock"))) return found;
  return (await isClassicYarn(folder))
    ? { program: "yarn", args: ["install", "--frozen-lockfile"], noScripts: "--ignore-scripts" }
    : { program: "yarn", args: ["install", "--immutable"], noScripts: "--mode=skip-build" };
}

/** Yarn 1, whose lock files say so; later ones have other options. */
async function isClassicYarn(folder: string): Promise<boolean> {
  const lock = await readFile(join(folder, "yarn.lock"), "utf8");
  return lock.includes("# yarn lockfile v1");
}

function npm(): Manager {
  const args = ["ci", "--no-audit", "--no-fund"];
  return { program: "npm", args, noScripts: "--ignore-scripts" };
}
