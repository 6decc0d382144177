import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";

/** A git repository on this machine. */
export interface MadeRepository {
  readonly folder: string;
  readonly url: string;
  /** Writes files, commits them, and answers the commit. */
  commit(files: Readonly<Record<string, string>>): string;
  git(...args: string[]): string;
}

/** A folder that goes when the tests of the file are over. */
export function aFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "provost-code-")));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function aRepository(files: Readonly<Record<string, string>> = {}): MadeRepository {
  const folder = aFolder();
  const git = (...args: string[]): string =>
    execFileSync("git", args, {
      cwd: folder,
      encoding: "utf8",
      env: {
        ...process.env,
        GIT_AUTHOR_NAME: "Ann",
        GIT_AUTHOR_EMAIL: "ann@example.com",
        GIT_COMMITTER_NAME: "Ann",
        GIT_COMMITTER_EMAIL: "ann@example.com",
      },
    }).trim();
  git("init", "--quiet", "--initial-branch=main");
  const commit = (more: Readonly<Record<string, string>>): string => {
    for (const [name, text] of Object.entries(more)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    git("add", "--all");
    git("commit", "--quiet", "--allow-empty", "--message", "a change");
    return git("rev-parse", "HEAD");
  };
  commit(files);
  return { folder, url: `file://${folder}`, commit, git };
}
