import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const bin = fileURLToPath(new URL("../src/bin.js", import.meta.url));

/** Runs something under a Node that says it is of another version. */
function underVersion(version: string, args: string[]) {
  const pretend = `Object.defineProperty(process.versions, "node", { value: "${version}" });`;
  const preload = `data:text/javascript,${encodeURIComponent(pretend)}`;
  return spawnSync(process.execPath, ["--import", preload, ...args], { encoding: "utf8" });
}

/** A script that imports Provost, and says how that failed. */
function importing(file: string): string[] {
  const url = new URL(`../src/${file}`, import.meta.url).href;
  const code = `await import("${url}").catch((error) => console.log(error.message));`;
  return ["--input-type=module", "--eval", code];
}

describe("bin.js", () => {
  it.each(["18.20.8", "20.19.0", "22.17.1"])("says that Node %s is too old", (version) => {
    const { status, stderr, stdout } = underVersion(version, [bin, "--version"]);
    expect(status).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain(`Provost needs Node.js 22.18 or newer, this is ${version}.`);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });

  it.each(["bin.js", "oldNode.js"])("says so in %s, in words that an old Node can read", (file) => {
    const source = readFileSync(new URL(`../src/${file}`, import.meta.url), "utf8");
    const imported = [...source.matchAll(/^import .* from "(.*)"/gm)].map(([, from]) => from);
    expect(imported.filter((from) => from !== "./oldNode.js")).toEqual([]);
  });
});

describe("importing Provost", () => {
  it.each(["index.ts", "testing/index.ts"])("is refused to an old Node by %s", (file) => {
    const { stdout } = underVersion("20.19.0", importing(file));
    expect(stdout.trim()).toBe(
      "Provost needs Node.js 22.18 or newer, this is 20.19.0. " +
        "Install a newer one, or run this with npx node@24.",
    );
  });

  it("is refused before anything else of it is evaluated", () => {
    for (const file of ["index.ts", "testing/index.ts"]) {
      const source = readFileSync(new URL(`../src/${file}`, import.meta.url), "utf8");
      expect(source).toMatch(/^\/\/ oxlint.*\nimport "(\.|\.\.)\/refuseOldNode\.js";/);
    }
  });
});
