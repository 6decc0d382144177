import { InvalidInput } from "../../errors.ts";
import { currentEnvironment } from "../../settings/environment.ts";
import {
  profileOf,
  type ProfileValues,
  readProfiles,
  writeProfiles,
} from "../../settings/profiles.ts";
import { expectSettingName, loadSettings } from "../../settings/settings.ts";
import { say } from "../output/print.ts";
import { readSettings } from "../withDatabase.ts";

/** Sets settings in the active profile, once all of them are known to be right. */
export function setSettings(assignments: readonly string[]): void {
  const values = Object.fromEntries(assignments.map(readAssignment));
  loadSettings(values);
  changeProfile((before) => ({ ...before, ...values }));
  sayWhatHides(Object.keys(values), values);
}

export function unsetSettings(names: readonly string[]): void {
  names.forEach(expectSettingName);
  changeProfile((before) =>
    Object.fromEntries(Object.entries(before).filter(([name]) => !names.includes(name))),
  );
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
  return [expectSettingName(text.slice(0, equals)), text.slice(equals + 1)];
}

function changeProfile(change: (before: ProfileValues) => ProfileValues): void {
  const all = readProfiles();
  const name = process.env["PROVOST_PROFILE"] || all.active;
  const changed = change(profileOf(all, name));
  writeProfiles({ ...all, profiles: { ...all.profiles, [name]: changed } });
  say(`Changed profile '${name}'.`);
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
