import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { loadSettings } from "../../../src/settings/settings.ts";
import { Clones } from "../../../src/worker/code/clones.ts";
import { readPullStep } from "../../../src/worker/code/pullSteps.ts";
import { aFolder, aRepository } from "./aRepository.ts";

const usualPath = process.env["PATH"];
const opened: Clones[] = [];

afterEach(async () => {
  process.env["PATH"] = usualPath;
  for (const clones of opened.splice(0)) await clones.close();
});

/** Package managers that only note how they were called, first in the PATH. */
function fakeManagers(exitCode = 0): () => string[] {
  const folder = aFolder();
  const notes = join(folder, "notes");
  for (const name of ["npm", "npx", "pnpm", "yarn", "corepack", "bun", "node-gyp"]) {
    const script = `#!/bin/sh\necho "${name} $@" >> ${notes}\necho "all about it"\nexit ${exitCode}\n`;
    writeFileSync(join(folder, name), script);
    chmodSync(join(folder, name), 0o755);
  }
  process.env["PATH"] = `${folder}:${usualPath}`;
  return () => (existsSync(notes) ? readFileSync(notes, "utf8").trim().split("\n") : []);
}

const lockFiles = {
  "package-lock.json": "{}",
  "pnpm-lock.yaml": "",
  "yarn.lock": "# yarn lockfile v1\n",
};

async function cloneOf(files: Record<string, string>, env: Record<string, string> = {}) {
  const { url } = aRepository(files);
  const settings = loadSettings({ PROVOST_WORKER_GIT_PROTOCOLS: "file", ...env });
  const clones = new Clones({ settings, onError: () => {} });
  opened.push(clones);
  const told: string[] = [];
  const step = readPullStep({ git_clone: { repository: url } });
  if (step.kind !== "git_clone") throw new Error("Expected a clone.");
  const get = () => clones.get(step, (message) => told.push(message));
  return { get, told };
}

const on = { PROVOST_RUNNER_AUTO_INSTALL_DEPENDENCIES: "true" };

describe("the dependencies of pulled code", () => {
  it("are not installed, and no package manager is started, unless somebody wants it", async () => {
    const calls = fakeManagers();
    const { get } = await cloneOf({ "package.json": "{}", ...lockFiles });
    await get();
    expect(calls()).toEqual([]);
  });

  it.each([
    ["package-lock.json", "npm ci --no-audit --no-fund --ignore-scripts"],
    ["pnpm-lock.yaml", "pnpm install --frozen-lockfile --ignore-scripts"],
    ["yarn.lock", "yarn install --frozen-lockfile --ignore-scripts"],
  ] as const)("are installed once as %s says", async (lockFile, call) => {
    const calls = fakeManagers();
    const files = { "package.json": "{}", [lockFile]: lockFiles[lockFile] };
    const { get, told } = await cloneOf(files, on);
    await Promise.all([get(), get()]);
    await get();
    expect(calls()).toEqual([call]);
    expect(told.at(-1)).toMatch(/^Installed its dependencies with \w+ in [\d.]+ s\.$/);
  });

  it("are installed by a later yarn in its own words", async () => {
    const calls = fakeManagers();
    const files = { "package.json": "{}", "yarn.lock": "__metadata:\n  version: 8\n" };
    await (await cloneOf(files, on)).get();
    expect(calls()).toEqual(["yarn install --immutable --mode=skip-build"]);
  });

  it("may run scripts when that is wanted, too", async () => {
    const calls = fakeManagers();
    const files = { "package.json": "{}", "package-lock.json": "{}" };
    await (await cloneOf(files, { ...on, PROVOST_RUNNER_INSTALL_SCRIPTS: "true" })).get();
    expect(calls()).toEqual(["npm ci --no-audit --no-fund"]);
  });

  it("are left alone without a package.json, or a lock file", async () => {
    const calls = fakeManagers();
    await (await cloneOf({ "yarn.lock": "" }, on)).get();
    const { get, told } = await cloneOf({ "package.json": "{}" }, on);
    await get();
    expect(calls()).toEqual([]);
    expect(told.at(-1)).toContain("without a lock file: nothing was installed");
  });

  it("that cannot be installed fail the run, with the output in its log", async () => {
    const calls = fakeManagers(7);
    const { get, told } = await cloneOf({ "package.json": "{}", "package-lock.json": "{}" }, on);
    await expect(get()).rejects.toThrow(
      "The dependencies could not be installed: `npm ci` ended with exit code 7.",
    );
    expect(told).toContain("all about it");
    await expect(get()).rejects.toThrow("could not be installed");
    expect(calls()).toHaveLength(2);
  });
});
