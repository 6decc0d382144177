import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { InvalidInput, NotFound, redactUrl } from "../../errors.ts";
import { nearestName } from "../../nearestName.ts";
import { ProgramFailed, runProgram } from "./runProgram.ts";
import type { GitClone } from "./pullSteps.ts";

export interface RepositoryOptions {
  timeoutSeconds: number;
  /** Those of https, ssh, http and file that may be used. */
  protocols: readonly string[];
  environment?: NodeJS.ProcessEnv;
}

const tries = 3;
const usersOfHosts: readonly (readonly [host: RegExp, user: string])[] = [
  [/(^|\.)github\./, "x-access-token"],
  [/(^|\.)bitbucket\./, "x-token-auth"],
];

/** A git repository somewhere, as one step of a deployment names it. */
export class Repository {
  readonly #step: GitClone;
  readonly #options: RepositoryOptions;
  readonly #env: Record<string, string>;
  readonly #secrets: readonly string[];

  /** @throws InvalidInput when its protocol may not be used, or its secret is not there */
  constructor(step: GitClone, options: RepositoryOptions) {
    this.#step = step;
    this.#options = options;
    expectProtocol(step.repository, options.protocols);
    const token = tokenOf(step, options.environment ?? process.env);
    const header = token === undefined ? undefined : headerOf(step, token);
    this.#secrets = [token, header?.split(" ").at(-1)].filter((each) => each !== undefined);
    this.#env = gitEnvironment(step, options.protocols, header);
  }

  /** How it may be written anywhere: without the user. */
  get name(): string {
    return redactUrl(this.#step.repository);
  }

  /** The commit that is meant now. */
  async commit(): Promise<string> {
    const { commit, branch, repository } = this.#step;
    if (commit !== undefined) return commit;
    const names =
      branch === undefined
        ? ["HEAD"]
        : [`refs/heads/${branch}`, `refs/tags/${branch}^{}`, `refs/tags/${branch}`];
    const found = refsIn(await this.#git(["ls-remote", "--", repository, ...names]));
    const hash = names.map((name) => found.get(name)).find((each) => each !== undefined);
    if (hash !== undefined) return hash;
    if (branch === undefined) {
      throw new NotFound(`Repository ${this.name} has no commits, or has nothing checked out.`, {
        hint: "Name a branch.",
      });
    }
    throw await this.#noBranch(branch);
  }

  /** Checks a commit out into a folder that does not exist yet. */
  async checkOut(commit: string, folder: string): Promise<void> {
    const { repository, directories, includeSubmodules } = this.#step;
    await rm(folder, { recursive: true, force: true });
    await this.#git(["init", "--quiet", "--template=", "--", folder]);
    const here = (...args: string[]): Promise<string> => this.#git(args, folder);
    try {
      await here("fetch", "--quiet", "--no-tags", "--depth=1", "--", repository, commit);
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
      // Some servers give out nothing but branches and tags.
      await here("fetch", "--quiet", "--", repository, "+refs/*:refs/remotes/all/*");
    }
    if (directories.length > 0)
      await here("sparse-checkout", "set", "--cone", "--", ...directories);
    await here("checkout", "--quiet", "--detach", commit, "--");
    if (!includeSubmodules) return;
    await here("config", "remote.origin.url", repository);
    await here("submodule", "--quiet", "update", "--init", "--recursive", "--depth=1");
  }

  async #noBranch(branch: string): Promise<NotFound> {
    const listed = refsIn(await this.#git(["ls-remote", "--heads", "--", this.#step.repository]));
    const names = [...listed.keys()].map((ref) => ref.replace("refs/heads/", ""));
    const nearest = nearestName(branch, names);
    return new NotFound(
      `Repository ${this.name} has no branch or tag ${JSON.stringify(branch)}.` +
        (nearest === undefined ? "" : ` Did you mean ${nearest}?`),
      {
        detail: `It has the branches: ${names.slice(0, 20).join(", ") || "none"}.`,
        hint: "Correct the branch of the deployment.",
      },
    );
  }

  async #git(args: readonly string[], folder?: string): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await runProgram("git", args, {
          env: this.#env,
          timeoutSeconds: this.#options.timeoutSeconds,
          ...(folder !== undefined && { folder }),
        });
      } catch (error) {
        if (!(error instanceof ProgramFailed)) throw error;
        if (!isPassing(error) || attempt === tries) throw this.#explain(error);
        await sleep(attempt * 500);
      }
    }
  }

  /** What went wrong, for people, without the secret. */
  #explain(error: ProgramFailed): Error {
    const words = this.#secrets.reduce((text, each) => text.replaceAll(each, "***"), error.words);
    const lines = words.split("\n");
    const last = lines.filter((line) => /^(fatal|error|remote): /.test(line)).at(-1);
    // What git says after it tells nothing.
    const ssh = lines.find((line) => /^ssh: |^Host key verif|Permission denied \(/.test(line));
    const said = last === undefined ? "" : ` git says: ${ssh?.trim() ?? last}`;
    if (error.exitCode === null) {
      return new InvalidInput(`Repository ${this.name} could not be read: ${error.message}`, {
        hint: "Install git, or raise PROVOST_WORKER_PULL_TIMEOUT_SECONDS.",
      });
    }
    if (/transport '\w+' not allowed/.test(words)) {
      return new InvalidInput(
        `Repository ${this.name}, or a submodule, uses a protocol that is not allowed.${said}`,
        { hint: protocolHint },
      );
    }
    if (/host key verification failed/i.test(words)) {
      return new InvalidInput(
        `The worker does not know the host of repository ${this.name}.${said}`,
        {
          hint: "Add the key of the host to the known_hosts of the user that runs the worker: ssh-keyscan.",
        },
      );
    }
    if (
      /authentication failed|could not read username|permission denied|terminal prompts disabled|error: 40[13]|access denied/i.test(
        words,
      )
    ) {
      return new InvalidInput(`The worker may not read repository ${this.name}.${said}`, {
        hint: this.#step.accessTokenEnv
          ? `Look at what ${this.#step.accessTokenEnv} holds in the environment of the worker.`
          : "Name the variable that holds a token, access_token_env, or give the worker an ssh key.",
      });
    }
    if (
      /not our ref|couldn't find remote ref|unadvertised object|reference is not a tree|unable to read tree|bad object|pathspec/i.test(
        words,
      )
    ) {
      return new NotFound(
        `Repository ${this.name} has no commit ${this.#step.commit ?? ""}.${said}`,
        {
          hint: "Correct commit_sha, or push the commit.",
        },
      );
    }
    if (
      /not found|does not exist|not appear to be a git repository|no such/i.test(words) &&
      !/could not resolve/i.test(words)
    ) {
      return new NotFound(
        `There is no repository ${this.name}, or the worker may not see it.${said}`,
        {
          hint: "Correct its address; a private one needs a token (access_token_env) or an ssh key.",
        },
      );
    }
    return new InvalidInput(`Repository ${this.name} could not be read: ${error.message}${said}`, {
      detail: words,
      hint: "Try the same from the machine of the worker: git ls-remote.",
    });
  }
}

const protocolHint =
  "PROVOST_WORKER_GIT_PROTOCOLS says which ones workers use: https,ssh unless it is set.";

function expectProtocol(repository: string, allowed: readonly string[]): void {
  const protocol = /^(\w+):\/\//.exec(repository)?.[1] ?? "ssh";
  if (allowed.includes(protocol)) return;
  throw new InvalidInput(`The worker clones nothing by ${protocol}: ${redactUrl(repository)}.`, {
    hint: protocolHint,
  });
}

function tokenOf({ accessTokenEnv }: GitClone, environment: NodeJS.ProcessEnv): string | undefined {
  if (accessTokenEnv === undefined) return undefined;
  const token = environment[accessTokenEnv]?.trim();
  if (token !== undefined && token !== "" && !/\s/.test(token)) return token;
  throw new InvalidInput(
    `The pull step names the environment variable ${accessTokenEnv}, which the worker does not have.`,
    { hint: `Start the worker with ${accessTokenEnv} set, or correct access_token_env.` },
  );
}

function headerOf({ repository, username }: GitClone, token: string): string {
  if (!/^https?:/.test(repository)) {
    throw new InvalidInput("A token is for repositories that are read by https.", {
      hint: "Leave access_token_env out, and give the worker an ssh key.",
    });
  }
  const { hostname, username: inUrl } = new URL(repository);
  const usual = usersOfHosts.find(([host]) => host.test(hostname))?.[1] ?? "oauth2";
  const user = username ?? (inUrl === "" ? usual : decodeURIComponent(inUrl));
  return `Authorization: Basic ${Buffer.from(`${user}:${token}`).toString("base64")}`;
}

/** Handed over in the environment: arguments can be read by everybody on the machine. */
function gitEnvironment(
  { repository }: GitClone,
  protocols: readonly string[],
  header: string | undefined,
): Record<string, string> {
  const config = [
    ["core.hooksPath", "/dev/null"],
    ["core.fsmonitor", "false"],
    ["advice.detachedHead", "false"],
    ["gc.auto", "0"],
    ["credential.interactive", "false"],
    ...(header === undefined
      ? []
      : [[`http.${new URL(repository).origin}/.extraHeader`, header] as const]),
  ] as const;
  return {
    GIT_TERMINAL_PROMPT: "0",
    GIT_ALLOW_PROTOCOL: protocols.join(":"),
    // Refuses, in the place of asking.
    SSH_ASKPASS_REQUIRE: "never",
    LC_ALL: "C",
    GIT_CONFIG_COUNT: String(config.length),
    ...Object.fromEntries(
      config.flatMap(([key, value], i) => [
        [`GIT_CONFIG_KEY_${i}`, key],
        [`GIT_CONFIG_VALUE_${i}`, value],
      ]),
    ),
  };
}

/** `hash<TAB>name` of each line. */
const refsIn = (listing: string): Map<string, string> =>
  new Map(
    listing.split("\n").flatMap((line) => {
      const [hash, name] = line.split("\t");
      return hash !== undefined && name !== undefined ? [[name, hash]] : [];
    }),
  );

/** Whether it may be another time. */
const isPassing = ({ words }: ProgramFailed): boolean =>
  /could not resolve|connection (refused|reset|timed out|closed)|early eof|hung up|error: 5\d\d|timeout/i.test(
    words,
  );
