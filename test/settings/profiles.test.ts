import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { settingLayers } from "../../src/settings/environment.ts";
import { readProfiles, writeProfiles } from "../../src/settings/profiles.ts";
import { loadSettings } from "../../src/settings/settings.ts";
import { currentEnvironment } from "../../src/settings/environment.ts";

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "provost-profiles-"));
  path = join(folder, "deeper", "profiles.toml");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("profiles", () => {
  it("begin with an empty one", () => {
    expect(readProfiles(path)).toEqual({ active: "default", profiles: { default: {} } });
  });

  it("are kept in a file that only its owner may read", () => {
    const profiles = { active: "b", profiles: { default: {}, b: { PROVOST_HOME: "x y\n\"'" } } };
    writeProfiles(profiles, path);
    expect(readProfiles(path)).toEqual(profiles);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it.for([
    ["active = ", /is not TOML/],
    ["active = 1", /does not hold profiles/],
    ['active = "a"\n[profiles.a]\nPROVOST_HOME = 1', /does not hold profiles/],
  ] as const)("say what is wrong with %j", ([text, message]) => {
    writeProfiles({ active: "a", profiles: {} }, path);
    writeFileSync(path, text);
    expect(() => readProfiles(path)).toThrow(message);
  });

  it("name the ones that there are when one is not", () => {
    writeProfiles({ active: "default", profiles: { default: {}, staging: {} } }, path);
    const env = { PROVOST_PROFILES_PATH: path, PROVOST_PROFILE: "stagin" };
    expect(() => settingLayers(env)).toThrow(/no profile named "stagin"/);
  });
});

describe("where settings come from", () => {
  const values = {
    PROVOST_WORKER_LIMIT: "7",
    PROVOST_LOGGING_LEVEL: "ERROR",
    HOME: "not a setting",
  };

  it("puts the environment before the active profile", () => {
    writeProfiles({ active: "a", profiles: { a: values, b: { PROVOST_WORKER_LIMIT: "9" } } }, path);
    const env = { PROVOST_PROFILES_PATH: path, PROVOST_LOGGING_LEVEL: "DEBUG", HOME: "/home" };
    const current = currentEnvironment(env);
    expect(loadSettings(current)).toMatchObject({
      worker: { limit: 7 },
      logging: { level: "DEBUG" },
    });
    expect(current["HOME"]).toBe("/home");
    const other = currentEnvironment({ ...env, PROVOST_PROFILE: "b" });
    expect(loadSettings(other).worker.limit).toBe(9);
  });

  it("leaves what the process was given as it is", () => {
    writeProfiles({ active: "a", profiles: { a: values } }, path);
    currentEnvironment({ PROVOST_PROFILES_PATH: path });
    expect(process.env["PROVOST_WORKER_LIMIT"]).toBeUndefined();
    expect(readFileSync(path, "utf8")).toContain("PROVOST_WORKER_LIMIT");
  });
});
