import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { currentProfile, profileOf, profilesPath, readProfiles } from "./profiles.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where a setting comes from; the first that has it counts. */
export type SettingSource = "environment" | ".env" | `profile ${string}`;

export interface Layer {
  readonly source: SettingSource;
  readonly values: Environment;
}

/**
 * The places that settings are read from, first things first: variables of the process, a file
 * `.env` in its folder, and the active profile (PROVOST_PROFILE, or the one chosen with
 * `provost profile use`). Of the latter two only the names that are settings count.
 */
export function settingLayers(env: Environment = process.env): Layer[] {
  const path = profilesPath(env);
  const profiles = readProfiles(path);
  const name = currentProfile(profiles, env);
  return [
    { source: "environment", values: given(env) },
    { source: ".env", values: given(readDotEnv(), isSettingName) },
    { source: `profile ${name}`, values: given(profileOf(profiles, name), isSettingName) },
  ];
}

/** All settings of the layers, by name. */
export function currentEnvironment(env?: Environment): Environment {
  const layers = settingLayers(env).map(({ values }) => values);
  return Object.assign({}, ...layers.toReversed()) as Environment;
}

const isSettingName = (name: string): boolean =>
  name.startsWith("PROVOST_") || name === "DATABASE_URL" || name === "PORT";

/** An empty variable counts as absent. */
function given(env: Environment, isWanted = (_name: string): boolean => true): Environment {
  return Object.fromEntries(
    Object.entries(env).filter(([name, value]) => value !== "" && isWanted(name)),
  );
}

function readDotEnv(): Environment {
  try {
    return parseEnv(readFileSync(".env", "utf8"));
  } catch {
    return {}; // none, or not for us to read
  }
}
