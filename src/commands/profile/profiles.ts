import { InvalidInput, redactUrl } from "../../errors.ts";
import {
  currentProfile,
  expectProfileName,
  profileOf,
  type Profiles,
  readProfiles,
  writeProfiles,
} from "../../settings/profiles.ts";
import { isSecretSetting } from "../../settings/variables.ts";
import type { Yes } from "../arguments.ts";
import { confirm } from "../confirm.ts";
import type { OutputFormat } from "../output/format.ts";
import { printRecord, printRows, say } from "../output/print.ts";

export function listProfiles(output: OutputFormat): void {
  const all = readProfiles();
  const current = currentProfile(all);
  const rows = Object.entries(all.profiles).map(([name, values]) => ({
    name,
    active: name === current,
    settings: Object.keys(values).length,
  }));
  const columns = [
    { heading: "", cell: (row: (typeof rows)[number]) => (row.active ? "*" : "") },
    { heading: "PROFILE", cell: (row: (typeof rows)[number]) => row.name },
    { heading: "SETTINGS", cell: (row: (typeof rows)[number]) => String(row.settings) },
  ];
  printRows(rows, columns, output, "There are no profiles.");
}

export function inspectProfile(name: string | undefined, output: OutputFormat): void {
  const all = readProfiles();
  const values = profileOf(all, name ?? currentProfile(all));
  const shown = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      isSecretSetting(key) ? redactUrl(value) : value,
    ]),
  );
  if (output === "table" && Object.keys(shown).length === 0) return say("It sets nothing.");
  const fields = Object.keys(shown).map((key) => ({
    heading: key,
    cell: (row: Record<string, string>) => row[key] ?? "",
  }));
  printRecord(shown, fields, output);
}

export function createProfile(name: string, from: string | undefined): void {
  const all = readProfiles();
  expectFreeName(all, name);
  const values = from === undefined ? {} : profileOf(all, from);
  writeProfiles({ ...all, profiles: { ...all.profiles, [name]: values } });
  say(`Created profile '${name}'. Make it the active one: provost profile use ${name}`);
}

/** The usual places of a database: one that commands start, one of this machine, that of compose. */
const usualProfiles: Profiles["profiles"] = {
  embedded: {},
  local: { DATABASE_URL: "postgres://127.0.0.1:5432/provost" },
  compose: { DATABASE_URL: "postgres://postgres:provost@127.0.0.1:5432/provost" },
};

export function populateProfiles(): void {
  const all = readProfiles();
  const names = Object.keys(usualProfiles).filter((name) => !Object.hasOwn(all.profiles, name));
  if (names.length === 0) return say("All usual profiles are there already.");
  writeProfiles({ ...all, profiles: { ...usualProfiles, ...all.profiles } });
  say(`Added ${names.join(", ")}. Make one the active one: provost profile use ${names[0]}`);
}

export function useProfile(name: string): void {
  const all = readProfiles();
  profileOf(all, name);
  writeProfiles({ ...all, active: name });
  say(`Profile '${name}' is the active one now.`);
  const forced = process.env["PROVOST_PROFILE"];
  if (forced && forced !== name) say(`Warning: PROVOST_PROFILE names '${forced}', which counts.`);
}

export function renameProfile(name: string, next: string): void {
  const all = readProfiles();
  const values = profileOf(all, name);
  expectFreeName(all, next);
  const profiles = { ...without(all, name), [next]: values };
  writeProfiles({ active: all.active === name ? next : all.active, profiles });
  say(`Profile '${name}' is called '${next}' now.`);
}

export async function deleteProfile(name: string, { yes }: Yes): Promise<void> {
  const all = readProfiles();
  const settings = Object.keys(profileOf(all, name)).length;
  if (all.active === name) {
    throw new InvalidInput(`Profile ${JSON.stringify(name)} is the active one.`, {
      hint: "Make another the active one first: provost profile use NAME",
    });
  }
  const question = `About to delete profile '${name}' with ${settings} settings. Go on?`;
  if (!yes && !(await confirm(() => question))) return;
  writeProfiles({ ...all, profiles: without(all, name) });
  say(`Deleted profile '${name}'.`);
}

const without = ({ profiles }: Profiles, name: string): Profiles["profiles"] =>
  Object.fromEntries(Object.entries(profiles).filter(([each]) => each !== name));

function expectFreeName({ profiles }: Profiles, name: string): void {
  expectProfileName(name);
  if (!Object.hasOwn(profiles, name)) return;
  throw new InvalidInput(`There is a profile named ${JSON.stringify(name)} already.`, {
    hint: "Choose another name, or delete that one: provost profile delete NAME",
  });
}
