import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runProvost } from "./runProvost.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "provost-profiles-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const provost = (line: string, env: Record<string, string> = {}) =>
  runProvost(line.split(" "), {
    env: { PROVOST_PROFILES_PATH: join(folder, "profiles.toml"), DATABASE_URL: "", ...env },
  });

async function viewed(args = "", env: Record<string, string> = {}): Promise<unknown> {
  const { stdout } = await provost(`config view -o json${args}`, env);
  const rows: { name: string; value: string; source: string }[] = JSON.parse(stdout);
  return Object.fromEntries(
    rows
      .filter(({ name }) => name !== "PROVOST_PROFILES_PATH")
      .map(({ name, value, source }) => [name, `${value} (${source})`]),
  );
}

describe("provost config", () => {
  it("sets and unsets settings, and shows where they come from", async () => {
    await provost("config set PROVOST_WORKER_LIMIT=7 PROVOST_LOGGING_LEVEL=DEBUG");
    expect(await viewed()).toEqual({
      PROVOST_WORKER_LIMIT: "7 (profile default)",
      PROVOST_LOGGING_LEVEL: "DEBUG (profile default)",
    });
    await provost("config unset PROVOST_LOGGING_LEVEL");
    expect(await viewed("", { PROVOST_WORKER_LIMIT: "8" })).toEqual({
      PROVOST_WORKER_LIMIT: "8 (environment)",
    });
    expect(await viewed(" --show-defaults")).toMatchObject({ PROVOST_HOME: ".provost (default)" });
  });

  it("says when the environment counts instead", async () => {
    const { stderr } = await provost("config set PROVOST_WORKER_LIMIT=7", {
      PROVOST_WORKER_LIMIT: "8",
    });
    expect(stderr).toContain("counts instead");
  });

  it("shows a password only when it is asked to", async () => {
    await provost("config set DATABASE_URL=postgres://u:secret@h/d");
    expect(JSON.stringify(await viewed())).not.toContain("secret");
    expect(JSON.stringify(await viewed(" --show-secrets"))).toContain("secret");
    expect((await provost("profile inspect")).stdout).not.toContain("secret");
  });

  it.for([
    ["config set PROVOST_WORKER_LIMITS=7", "Did you mean PROVOST_WORKER_LIMIT?"],
    ["config set PROVOST_WORKER_LIMIT", "Expected NAME=VALUE"],
    ["config set PROVOST_WORKER_LIMIT=many", "expected a whole number"],
    ["config unset PROVOST_NOTHING", "is not a setting"],
    ["config unset PROVOST_WORKER_LIMIT", "is not set in profile 'default'"],
    ["config set PROVOST_PROFILES_PATH=x.toml", "cannot be kept in a profile"],
    ["config set PREFECT_LOGGING_LEVEL=DEBUG", "Did you mean PROVOST_LOGGING_LEVEL?"],
    ["config set PREFECT_API_URL=http://x", "set DATABASE_URL"],
    ["profile use nowhere", "no profile named"],
    ["profile delete default", "is the active one"],
    ["profile create default", "already"],
    ["profile create a/b", "Expected a profile name"],
  ])("refuses %s", async ([line = "", message = ""]) => {
    const { code, stderr } = await provost(line);
    expect(code).not.toBe(0);
    expect(stderr).toContain(message);
  });
});

describe("provost profile", () => {
  it("adds the usual ones, and leaves alone what is there", async () => {
    await provost("profile create local");
    expect((await provost("profile populate-defaults")).stderr).toContain(
      "Added embedded, compose.",
    );
    expect((await provost("profile populate-defaults")).stderr).toContain("are there already");
    expect((await provost("profile inspect local")).stderr).toBe("It sets nothing.\n");
    expect((await provost("profile inspect compose")).stdout).toContain("127.0.0.1:5432/provost");
  });

  it("shows the one that counts, which --profile may name", async () => {
    await provost("profile create staging");
    await provost("--profile staging config set PROVOST_WORKER_LIMIT=3");
    const { stdout } = await provost("--profile staging profile inspect -o json");
    expect(JSON.parse(stdout)).toEqual({ PROVOST_WORKER_LIMIT: "3" });
    const listed = await provost("profile ls -o json", { PROVOST_PROFILE: "staging" });
    expect(JSON.parse(listed.stdout)).toMatchObject([
      { name: "default", active: false },
      { name: "staging", active: true },
    ]);
  });

  it("switches between sets of settings", async () => {
    await provost("config set PROVOST_WORKER_LIMIT=7");
    await provost("profile create staging --from default");
    await provost("profile use staging");
    await provost("config set PROVOST_WORKER_LIMIT=9");
    expect(await viewed()).toEqual({ PROVOST_WORKER_LIMIT: "9 (profile staging)" });
    expect(await viewed(" --profile default")).toMatchObject({
      PROVOST_WORKER_LIMIT: "7 (profile default)",
    });
    await provost("profile rename staging test");
    await provost("profile delete default");
    const { stdout } = await provost("profile ls -o json");
    expect(JSON.parse(stdout)).toEqual([{ name: "test", active: true, settings: 1 }]);
  });
});
