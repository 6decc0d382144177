import { InvalidInput, NotFound, redactUrl } from "../../errors.ts";
import { currentEnvironment } from "../../settings/environment.ts";
import {
  currentProfile,
  profileOf,
  type ProfileValues,
  readProfiles,
  writeProfiles,
} from "../../settings/profiles.ts";
import { loadSettings } from "../../settings/settings.ts";
import { expectSettingName, isSecretSetting } from "../../settings/variables.ts";
import { say } from "../output/print.ts";
import { readSettings } from "../withDatabase.ts";

/** Sets settings in the active profile, once all of them are known to be right. */
export function setSettings(assignments: readonly string[]): void {
  const values = Object.fromEntries(assignments.map(readAssignment));
  expectGood(values);
  const profile = changeProfile((before) => ({ ...before, ...values }));
  for (const [name, value] of Object.entries(values)) {
    const shown = isSecretSetting(name) ? redactUrl(value) : value;
    say(`Set ${name} to '${shown}' in profile '${profile}'.`);
  }
  sayWhatHides(Object.keys(values), values);
}

export function unsetSettings(names: readonly string[]): void {
  names.forEach(expectSettingName);
  const profile = changeProfile((before, profile) => {
    const missing = names.find((name) => !Object.hasOwn(before, name));
    if (missing !== undefined) {
      throw new NotFound(`${missing} is not set in profile '${profile}'.`, {
        hint: "See what is set, and where: provost config view.",
      });
    }
    return Object.fromEntries(Object.entries(before).filter(([name]) => !names.includes(name)));
  });
  for (const name of names) say(`Unset ${name} in profile '${profile}'.`);
  sayWhatHides(names, {});
}

export function validateSettings(): void {
  readSettings();
  say("All settings can be used.");
}

function readAssignment(text: string): [string, string] {
  const equals = text.indexOf("=");
  if (equals < 1) {
    throw new InvalidInput(`Expected NAME=VALUE, got ${JSON.stringify(text)}.`, {
      hint: "Write it like PROVOST_LOGGING_LEVEL=DEBUG.",
    });
  }
  const name = expectSettingName(text.slice(0, equals));
  if (findsProfiles.has(name)) {
    throw new InvalidInput(`${name} cannot be kept in a profile: it says which one counts.`, {
      hint: "Set it in the environment; `provost profile use NAME` switches to another profile.",
    });
  }
  return [name, text.slice(equals + 1)];
}

/** They are read before there is a profile. */
const findsProfiles = new Set(["PROVOST_PROFILE", "PROVOST_PROFILES_PATH"]);

/** Throws what is wrong with settings, before they are kept. */
function expectGood(values: ProfileValues): void {
  try {
    loadSettings(values);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    throw new InvalidInput(error.message, {
      detail: error.detail,
      hint: "Nothing was set. See what settings there are: provost config view --show-defaults.",
      cause: error,
    });
  }
}

/** Changes the active profile, and answers its name. */
function changeProfile(change: (before: ProfileValues, name: string) => ProfileValues): string {
  const all = readProfiles();
  const name = currentProfile(all);
  const changed = change(profileOf(all, name), name);
  writeProfiles({ ...all, profiles: { ...all.profiles, [name]: changed } });
  return name;
}

/** A variable of the environment goes before the profile, which surprises people. */
function sayWhatHides(names: readonly string[], values: ProfileValues): void {
  const current = currentEnvironment();
  for (const name of names) {
    if (current[name] !== undefined && current[name] !== values[name]) {
      say(`Warning: ${name} is also set in the environment or in .env, which counts instead.`);
    }
  }
}
