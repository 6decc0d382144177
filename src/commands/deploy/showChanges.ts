import type { DeploymentChanges } from "../../db/cliRows.ts";
import { say } from "../output/print.ts";

/** Says what deploying is about to change, field by field. */
export function showChanges(deployment: string, { is_new, changes }: DeploymentChanges): void {
  if (is_new) return say(`${deployment} is new.`);
  if (changes.length === 0) return say(`${deployment} is unchanged.`);
  say(`${deployment} changes:`);
  for (const { field, was, becomes } of changes) {
    if (was === null) say(`  + ${field}: ${shown(becomes)}`);
    else if (becomes === null) say(`  - ${field}: ${shown(was)}`);
    else say(`  ~ ${field}: ${shown(was)} -> ${shown(becomes)}`);
  }
}

const longest = 200;

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
