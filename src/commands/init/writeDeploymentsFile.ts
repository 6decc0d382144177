import { existsSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { InvalidInput } from "../../errors.ts";
import { validateSchedule } from "../../schedules/validateSchedule.ts";
import { parseTarget } from "../loadExport.ts";
import { say } from "../output/print.ts";

export interface InitOptions extends Answers {
  file: string;
  force?: true;
  prompt?: boolean;
}

interface Answers {
  name?: string;
  entrypoint?: string;
  cron?: string;
  timezone?: string;
  pool?: string;
}

/** Writes a file of deployments: what was given, what is answered, and the rest as comments. */
export async function writeDeploymentsFile(options: InitOptions): Promise<void> {
  const { file, force, prompt } = options;
  if (existsSync(file) && !force) {
    throw new InvalidInput(`There is a file ${file} already.`, {
      hint: "Add --force to write over it, or name another one with --file.",
    });
  }
  const isAsking = prompt !== false && process.stdin.isTTY && process.stderr.isTTY;
  const answers = isAsking ? await ask(options) : options;
  if (answers.entrypoint !== undefined && parseTarget(answers.entrypoint).export === undefined) {
    throw new InvalidInput(`Expected FILE:EXPORT, got ${JSON.stringify(answers.entrypoint)}.`, {
      hint: "Name the file and what it exports, such as flows/etl.ts:etl.",
    });
  }
  const { cron, timezone } = answers;
  if (cron !== undefined) validateSchedule({ cron, ...(timezone !== undefined && { timezone }) });
  writeFileSync(file, deploymentsFile(answers));
  say(`Wrote ${file}. See what it would change: provost deploy --all --dry-run`);
}

const questions = [
  ["name", "Name of the deployment", "nightly"],
  ["entrypoint", "Its flow, as FILE:EXPORT", "flows/etl.ts:etl"],
  ["cron", "When it runs, as a cron pattern (nothing: when it is asked to)", ""],
] as const;

async function ask(given: Answers): Promise<Answers> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answers = { ...given };
  try {
    for (const [key, question, usual] of questions) {
      if (answers[key] !== undefined) continue;
      const shown = usual ? `${question} [${usual}]: ` : `${question}: `;
      const answer = (await lines.question(shown)).trim() || usual;
      if (answer) answers[key] = answer;
    }
  } finally {
    lines.close();
  }
  return answers;
}

/** A comment unless there is a value for it. */
const line = (text: string, isGiven: boolean): string =>
  isGiven ? `    ${text}` : `    # ${text}`;

function deploymentsFile({ name, entrypoint, cron, timezone, pool }: Answers): string {
  const zone = timezone ?? "UTC";
  return [
    "# What `provost deploy` makes known to the database: one list, an entry for each deployment.",
    "# Show what would change: provost deploy --all --dry-run",
    "deployments:",
    `  - name: ${quoted(name ?? "nightly")}`,
    "    # The file and the name under which it exports the flow.",
    `    entrypoint: ${quoted(entrypoint ?? "flows/etl.ts:etl")}`,
    line("description: What it is for.", false),
    line("parameters: { source: data.csv }", false),
    "    # Each of: cron, interval (15m, 1h 30m) or rrule.",
    line(
      `schedules: [{ cron: ${JSON.stringify(cron ?? "0 2 * * *")}, timezone: ${zone} }]`,
      cron !== undefined,
    ),
    "    # How many runs may go on at once, and what becomes of one too many:",
    "    # ENQUEUE, CANCEL_NEW or CANCEL_RUNNING.",
    line("concurrencyLimit: { limit: 1, collisionStrategy: ENQUEUE }", false),
    line(`workPool: ${quoted(pool ?? "default")}`, pool !== undefined),
    line("tags: [etl]", false),
    "    # Variables of the process that executes its runs, in pools of the type process.",
    line("jobVariables: { env: { TZ: UTC } }", false),
    "",
  ].join("\n");
}

const quoted = (text: string): string => (/^[\w./:-]+$/.test(text) ? text : JSON.stringify(text));
