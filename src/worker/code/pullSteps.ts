import { InvalidInput } from "../../errors.ts";
import { fillPlaceholders, type StepFolders } from "./fillPlaceholders.ts";
import { isRecord } from "../../flow/isRecord.ts";

/** A repository to clone, and which state of it. */
export interface GitClone {
  readonly kind: "git_clone";
  /** By which later steps name it. */
  readonly id: string | undefined;
  readonly repository: string;
  /** A branch or tag; neither this nor `commit`: what the repository has checked out. */
  readonly branch: string | undefined;
  readonly commit: string | undefined;
  /** Only these folders. */
  readonly directories: readonly string[];
  readonly includeSubmodules: boolean;
  /** The variable of the worker's environment that holds the secret. */
  readonly accessTokenEnv: string | undefined;
  readonly username: string | undefined;
}

export interface WorkingDirectory {
  readonly kind: "set_working_directory";
  readonly id: string | undefined;
  readonly directory: string;
  readonly copy: boolean;
}

export type PullStep = GitClone | WorkingDirectory;

const commitPattern = /^[0-9a-f]{40}([0-9a-f]{24})?$/i;
const namePattern = /^\w[\w./+@#=-]*$/;
const folderPattern = /^[\w.@+][\w. /@+-]*$/;
const addressPattern =
  /^((https?|ssh):\/\/([\w.+-]+@)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?\/|file:\/\/\/|\w[\w.-]*@[a-z0-9][a-z0-9.-]*:[\w.~/])[\w./~%+@:,= -]*$/i;

export function pullStepsIn(steps: unknown): unknown[] {
  if (Array.isArray(steps)) return steps;
  throw wrong("the pull steps", steps);
}

/**
 * Reads a pull step of a deployment, which the database has checked when it was deployed. What ends
 * as an argument of git is checked here once more, whoever has written it, with its placeholders
 * filled.
 * @throws InvalidInput
 */
export function readPullStep(step: unknown, folders: StepFolders = new Map()): PullStep {
  const [entry, ...others] = isRecord(step) ? Object.entries(step) : [];
  if (!entry || others.length > 0 || !isRecord(entry[1])) throw wrong("a pull step", step);
  const [name, written] = entry;
  const given = fillPlaceholders(written, folders);
  if (!isRecord(given)) throw wrong("a pull step", step);
  if (name === "git_clone") return readGitClone(given);
  if (name === "set_working_directory") return readWorkingDirectory(given);
  throw wrong("a pull step", name);
}

function readGitClone(given: Record<string, unknown>): GitClone {
  const { directories = [], include_submodules: includeSubmodules = false } = given;
  const branch = text(given, "branch", namePattern);
  if (branch !== undefined && /\.\.|@\{|\/\//.test(branch)) throw wrong("branch", branch);
  const repository = text(given, "repository", addressPattern);
  if (repository === undefined) throw wrong("repository", undefined);
  if (!Array.isArray(directories)) throw wrong("directories", directories);
  return {
    kind: "git_clone",
    id: text(given, "id", /^[^]*$/),
    repository,
    branch,
    commit: text(given, "commit_sha", commitPattern)?.toLowerCase(),
    directories: directories.map((directory: unknown) => {
      if (typeof directory === "string" && folderPattern.test(directory)) return directory;
      throw wrong("directories", directory);
    }),
    includeSubmodules: includeSubmodules === true,
    accessTokenEnv: text(given, "access_token_env", /^[A-Za-z_]\w*$/),
    username: text(given, "username", /^[\w.+@-]{1,100}$/),
  };
}

function readWorkingDirectory(given: Record<string, unknown>): WorkingDirectory {
  const { directory, copy = false } = given;
  if (typeof directory !== "string" || directory === "") throw wrong("directory", directory);
  const id = text(given, "id", /^[^]*$/);
  return { kind: "set_working_directory", id, directory, copy: copy === true };
}

function text(given: Record<string, unknown>, name: string, pattern: RegExp): string | undefined {
  const value = given[name] ?? undefined;
  if (value === undefined || (typeof value === "string" && pattern.test(value))) return value;
  throw wrong(name, value);
}

function wrong(what: string, came: unknown): InvalidInput {
  return new InvalidInput(
    `Expected ${what} as it can be deployed, got ${JSON.stringify(came) ?? "nothing"}.`,
    { hint: "Deploy it again." },
  );
}
