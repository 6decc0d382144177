import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { completionScript } from "../../../src/commands/completion/completionScript.ts";
import { suggestions } from "../../../src/commands/completion/suggestions.ts";
import { createProgram } from "../../../src/commands/createProgram.ts";
import { runProvost } from "../runProvost.ts";

const suggested = (...words: string[]): string[] =>
  suggestions(createProgram(), words).map(({ text }) => text);

describe("what may come next", () => {
  it("is a command that begins as typed", () => {
    expect(suggested("flow-")).toEqual(["flow-run"]);
    expect(suggested("flow-run", "in")).toEqual(["inspect"]);
    expect(suggested("")).toContain("deployment");
    expect(suggested()).toContain("deployment");
  });

  it("is an option of the command, or one of all commands", () => {
    expect(suggested("flow-run", "ls", "--st")).toEqual(["--state", "--state-type"]);
    expect(suggested("flow-run", "ls", "--deb")).toEqual(["--debug"]);
  });

  it("is a choice of the option whose value is typed", () => {
    expect(suggested("flow-run", "ls", "-o", "")).toEqual(["table", "json", "ndjson"]);
    expect(suggested("flow-run", "ls", "--output", "n")).toEqual(["ndjson"]);
    expect(suggested("flow-run", "ls", "--flow", "")).toEqual([]);
  });

  it("is a choice of the argument that is typed", () => {
    expect(suggested("completion", "")).toEqual(["bash", "zsh", "fish"]);
    expect(suggested("completion", "bash", "")).toEqual([]);
  });

  it("is found behind options with and without values", () => {
    expect(suggested("--profile", "flow", "--debug", "flow-run", "ca")).toEqual(["cancel"]);
  });
});

describe("completion", () => {
  it("suggests words to the script, with descriptions where the shell shows them", async () => {
    const bash = await runProvost(["completion", "bash", "--suggest", "--", "flow-run", "ca"]);
    expect(bash).toMatchObject({ code: 0, stdout: "cancel\n" });
    const fish = await runProvost(["completion", "fish", "--suggest", "--", "flow-run", "ca"]);
    expect(fish.stdout).toMatch(/^cancel\tcancel runs/);
  });

  it("prints a script that bash can read, which completes", async () => {
    const play = `provost() { printf '%s ' "$@"; }
      ${completionScript("bash")}
      COMP_WORDS=(provost flow-run ca); COMP_CWORD=2; _provost; echo "\${COMPREPLY[0]}"`;
    const { stdout } = await promisify(execFile)("bash", ["-c", play]);
    expect(stdout.trim()).toBe("completion bash --suggest -- flow-run ca");
  });

  it("refuses a shell that it does not know", async () => {
    const refused = await runProvost(["completion", "tcsh"]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("bash, zsh, fish");
  });
});
