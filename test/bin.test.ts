import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const bin = fileURLToPath(new URL("../src/bin.js", import.meta.url));

/** Runs the program under a Node that says it is of another version. */
function underVersion(version: string) {
  const pretend = `Object.defineProperty(process.versions, "node", { value: "${version}" });`;
  const preload = `data:text/javascript,${encodeURIComponent(pretend)}`;
  return spawnSync(process.execPath, ["--import", preload, bin, "--version"], { encoding: "utf8" });
}

describe("bin.js", () => {
  it.each(["18.20.8", "20.19.0", "22.17.1"])("says that Node %s is too old", (version) => {
    const { status, stderr, stdout } = underVersion(version);
    expect(status).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain(`Provost needs Node.js 22.18 or newer, this is ${version}.`);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });

  it("says no more than that an old Node is too old, in words that it can read", () => {
    expect(readFileSync(bin, "utf8")).not.toMatch(/^import |^export /m);
  });
});
