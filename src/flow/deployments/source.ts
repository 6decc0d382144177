import { resolve } from "node:path";
import { InvalidInput } from "../../errors.ts";
import { refuseUnknownOptions } from "../optionChecks.ts";

/** A git repository that workers clone. */
export interface GitSource {
  /** `https://host/owner/name.git`, or by ssh: `git@host:owner/name.git`. */
  repository: string;
  /** A branch or a tag. Default: what the repository has checked out. */
  branch?: string;
  /** In the place of a branch: one commit, its whole hash. */
  commitSha?: string;
  /** Only these folders of it, and the files at its top. */
  directories?: readonly string[];
  includeSubmodules?: boolean;
  /** The environment variable of the worker that holds a token. The token is stored nowhere. */
  accessTokenEnv?: string;
  /** Who the token belongs to. Default: what the host expects. */
  username?: string;
}

/** A folder that is there on the machines of the workers. */
export interface DirectorySource {
  directory: string;
  /** Whether each run gets a copy of its own. Default false. */
  copy?: boolean;
}

/** Where the code of a deployment comes from; a text is the address of a repository or a folder. */
export type Source = string | GitSource | DirectorySource;

export type PullSteps = readonly Readonly<Record<string, unknown>>[];

const gitNames: readonly (keyof GitSource)[] = [
  "repository",
  "branch",
  "commitSha",
  "directories",
  "includeSubmodules",
  "accessTokenEnv",
  "username",
];

/**
 * What a worker has to do to get at a source. Folders are relative to `from`. What an address
 * must look like, the database says.
 */
export function pullStepsOf(source: Source, from = "."): PullSteps {
  if (typeof source === "string" && source !== "") {
    return isAddress(source)
      ? pullStepsOf({ repository: source })
      : pullStepsOf({ directory: source }, from);
  }
  if (typeof source === "object" && "repository" in source) {
    refuseUnknownOptions("source", source, gitNames);
    const { repository, branch, directories, username } = source;
    const step = {
      repository,
      branch,
      commit_sha: source.commitSha,
      directories,
      include_submodules: source.includeSubmodules,
      access_token_env: source.accessTokenEnv,
      username,
    };
    const given = Object.entries(step).filter(([, value]) => value !== undefined);
    return [{ git_clone: Object.fromEntries(given) }];
  }
  if (typeof source === "object" && typeof source?.directory === "string") {
    refuseUnknownOptions("source", source, ["directory", "copy"]);
    const directory = resolve(from, source.directory);
    return [{ set_working_directory: { directory, ...(source.copy && { copy: true }) } }];
  }
  throw new InvalidInput("Expected `source` to be the address of a repository, or a folder.", {
    hint: 'Write it as `source: "https://host/owner/name.git"` or `source: { directory: "flows" }`.',
  });
}

/** `https://…`, `git@host:…` */
const isAddress = (text: string): boolean => /^(\w+:\/\/|[\w.-]+@[\w.-]+:)/.test(text);
