import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { parse, stringify } from "smol-toml";
import { errorField, InvalidInput, NotFound } from "../errors.ts";
import type { Environment } from "./environment.ts";

/** Settings by their names, such as `PROVOST_LOGGING_LEVEL`. */
export type ProfileValues = Readonly<Record<string, string>>;

/** The sets of settings that a person switches between, as their file holds them. */
export interface Profiles {
  /** The profile whose settings count when PROVOST_PROFILE names no other. */
  readonly active: string;
  readonly profiles: Readonly<Record<string, ProfileValues>>;
}

const firstProfile = "default";
const namePattern = /^[\w.-]+$/;

/** PROVOST_PROFILES_PATH, or else a file of the user. */
export function profilesPath(env: Environment = process.env): string {
  const folder = env["XDG_CONFIG_HOME"] || join(homedir(), ".config");
  return env["PROVOST_PROFILES_PATH"] || join(folder, "provost", "profiles.toml");
}

/** Reads the file; one that is not there holds an empty profile `default`. */
export function readProfiles(path = profilesPath()): Profiles {
  const text = readIfThere(path);
  if (text === undefined) return { active: firstProfile, profiles: { [firstProfile]: {} } };
  return checked(parsed(text, path), path);
}

/** Writes the file whole, readable by its owner alone: addresses hold passwords. */
export function writeProfiles(profiles: Profiles, path = profilesPath()): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, `${stringify(profiles)}\n`, { mode: 0o600 });
  chmodSync(unfinished, 0o600);
  renameSync(unfinished, path);
}

/** The name of the profile that counts: PROVOST_PROFILE, or else the active one. */
export function currentProfile({ active }: Profiles, env: Environment = process.env): string {
  return env["PROVOST_PROFILE"] || active;
}

/** The settings of a profile; throws `NotFound` with the names that there are. */
export function profileOf({ profiles }: Profiles, name: string): ProfileValues {
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (profile) return profile;
  throw new NotFound(`There is no profile named ${JSON.stringify(name)}.`, {
    detail: `Profiles: ${Object.keys(profiles).join(", ") || "none"}.`,
    hint: `Create it: provost profile create ${name}`,
  });
}

export function expectProfileName(name: string): string {
  if (namePattern.test(name)) return name;
  throw new InvalidInput(
    `Expected a profile name of letters, digits, . _ and -, got ${JSON.stringify(name)}.`,
  );
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (errorField(error, "code") === "ENOENT") return undefined;
    throw error;
  }
}

function parsed(text: string, path: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (cause) {
    throw new InvalidInput(`${path} is not TOML: ${String(cause)}`, { cause });
  }
}

function checked({ active, profiles }: Record<string, unknown>, path: string): Profiles {
  const isWhole =
    typeof active === "string" &&
    isTable(profiles) &&
    Object.values(profiles).every(
      (profile) =>
        isTable(profile) && Object.values(profile).every((value) => typeof value === "string"),
    );
  if (isWhole) return { active, profiles: profiles as Profiles["profiles"] };
  throw new InvalidInput(`${path} does not hold profiles.`, {
    hint: 'Write `active = "default"` and below [profiles.default] settings such as PROVOST_LOGGING_LEVEL = "DEBUG".',
  });
}

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
