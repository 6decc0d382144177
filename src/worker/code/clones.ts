import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, realpath, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Settings } from "../../settings/settings.ts";
import type { Cleanups } from "../cleanups/cleanups.ts";
import { makeTemporaryFolder } from "../cleanups/temporaryFolder.ts";
import { installDependencies } from "./installDependencies.ts";
import type { GitClone } from "./pullSteps.ts";
import { Repository } from "./repository.ts";

/** A commit of a repository on the disk of the worker. */
export interface Clone {
  readonly folder: string;
  readonly repository: string;
  readonly commit: string;
  /** Whether it was made for this run; others may have used it before. */
  readonly isNew: boolean;
  /** The run does not need it any more. */
  release(): void;
}

export interface ClonesOptions {
  settings: Settings;
  /** So that others remove the folder if this process cannot. */
  cleanups?: Cleanups | undefined;
  /** Is told the folder when it is made. */
  onFolder?: (folder: string) => void;
  onError: (error: unknown) => void;
}

type Tell = (message: string) => void;

interface Kept {
  readonly folder: Promise<string>;
  users: number;
}

/** Clones that nobody uses are kept for the next run, so many of them. */
const mostIdle = 8;

/**
 * The repositories that a worker has cloned: each commit once, however many runs want it, in a
 * folder of the worker's own that goes when the worker ends.
 */
export class Clones {
  readonly #options: ClonesOptions;
  /** By what is checked out; those used longest ago come first. */
  readonly #kept = new Map<string, Kept>();
  #root: Promise<{ folder: string; note: string | undefined }> | undefined;

  constructor(options: ClonesOptions) {
    this.#options = options;
  }

  /** The commit that a step names now. Throws what people are to know. */
  async get(step: GitClone, tell: Tell): Promise<Clone> {
    const { worker } = this.#options.settings;
    const repository = new Repository(step, {
      timeoutSeconds: worker.pullTimeoutSeconds,
      protocols: worker.gitProtocols,
    });
    const commit = await repository.commit();
    const key = keyOf(step, commit);
    const known = this.#kept.get(key);
    const kept = known ?? { folder: this.#make(repository, commit, key, tell), users: 0 };
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    kept.users++;
    let isReleased = false;
    const release = (): void => {
      if (isReleased) return;
      isReleased = true;
      kept.users--;
      void this.#dropIdle();
    };
    try {
      const folder = await kept.folder;
      return { folder, repository: repository.name, commit, isNew: !known, release };
    } catch (error) {
      if (this.#kept.get(key) === kept) this.#kept.delete(key);
      throw error;
    }
  }

  /** A folder within the one of the worker. */
  async place(...names: string[]): Promise<string> {
    this.#root ??= this.#begin();
    const { folder } = await this.#root;
    await mkdir(join(folder, ...names.slice(0, -1)), { recursive: true });
    return join(folder, ...names);
  }

  /** Removes everything. */
  async close(): Promise<void> {
    const root = await this.#root?.catch(() => undefined);
    this.#root = undefined;
    this.#kept.clear();
    if (!root) return;
    await rm(root.folder, { recursive: true, force: true }).catch(this.#options.onError);
    if (root.note !== undefined && !existsSync(root.folder)) {
      await this.#options.cleanups?.withdraw(root.note).catch(this.#options.onError);
    }
  }

  async #begin(): Promise<{ folder: string; note: string | undefined }> {
    const path = await makeTemporaryFolder();
    this.#options.onFolder?.(path);
    const note = await this.#options.cleanups?.note("FOLDER", { path });
    return { folder: await realpath(path), note };
  }

  async #make(repository: Repository, commit: string, key: string, tell: Tell): Promise<string> {
    const folder = await this.place("clones", key);
    const unfinished = `${folder}.unfinished`;
    const started = performance.now();
    await repository.checkOut(commit, unfinished);
    tell(`Cloned ${repository.name} at ${commit} in ${secondsSince(started)} s.`);
    const { runner, worker } = this.#options.settings;
    if (runner.autoInstallDependencies) {
      await installDependencies(unfinished, {
        timeoutSeconds: worker.pullTimeoutSeconds,
        runsScripts: runner.installScripts,
        tell,
      });
    }
    await rename(unfinished, folder);
    return folder;
  }

  async #dropIdle(): Promise<void> {
    const idle = [...this.#kept].filter(([, { users }]) => users === 0);
    for (const [key, { folder }] of idle.slice(0, Math.max(0, idle.length - mostIdle))) {
      this.#kept.delete(key);
      await folder
        .then((path) => rm(path, { recursive: true, force: true }))
        .catch(this.#options.onError);
    }
  }
}

/** What makes one folder differ from another; who may read the repository does not. */
function keyOf(step: GitClone, commit: string): string {
  const { repository, directories, includeSubmodules } = step;
  const hash = createHash("sha256");
  hash.update(JSON.stringify([repository, directories, includeSubmodules]));
  return `${hash.digest("hex").slice(0, 12)}-${commit}`;
}

const secondsSince = (start: number): string => ((performance.now() - start) / 1000).toFixed(1);
