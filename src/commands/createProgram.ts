import { Command, Option } from "commander";
import { version } from "../version.ts";
import { completionCommand } from "./completion.ts";
import { apiCommand } from "./api.ts";
import { configCommand } from "./config.ts";
import { concurrencyLimitCommand, gclCommand } from "./concurrencyLimits.ts";
import { dashboardCommand } from "./dashboard.ts";
import { deployCommand } from "./deploy.ts";
import { deploymentCommand } from "./deployment.ts";
import { eventCommand } from "./event.ts";
import { fairnessCommand } from "./fairness.ts";
import { flowCommand } from "./flow.ts";
import { flowRunCommand } from "./flowRun.ts";
import { initCommand } from "./init.ts";
import { migrateCommand } from "./migrate.ts";
import { parityCommand } from "./parity.ts";
import { missingNote } from "./prefect/missingNote.ts";
import { profileCommand } from "./profile.ts";
import { pruneCommand } from "./prune.ts";
import { scheduleCommand } from "./schedule.ts";
import { serverCommand } from "./server.ts";
import { shellCommand } from "./shell.ts";
import { startCommand } from "./start.ts";
import { taskCommand } from "./task.ts";
import { taskRunCommand } from "./taskRun.ts";
import { versionCommand } from "./version.ts";
import { workerCommand } from "./worker.ts";
import { workPoolCommand } from "./workPool.ts";
import { workQueueCommand } from "./workQueue.ts";

const more = `
Examples:
  $ provost start
  $ provost deploy flows/etl.ts:etl --name nightly --cron "0 2 * * *"
  $ provost deployment run etl/nightly -p source=data.csv --watch

The database is the one that DATABASE_URL names, or else an embedded PostgreSQL in .provost.
Exit codes: 0 done, 1 failed, 2 used wrongly, 3 not found.`;

/**
 * All commands. What each of them does is loaded when it is run: showing help costs next to
 * nothing. Errors of the parser are written, and then thrown as `CommanderError`.
 */
export function createProgram(): Command {
  const program = new Command("provost")
    .description("Workflows, queues and schedules that live in PostgreSQL.")
    .version(version, "-v, --version")
    // `deploy --version 2` is for deploy: what is written after a command belongs to it.
    .enablePositionalOptions()
    .hook("preAction", (_program, action) => heedGlobalOptions(action.optsWithGlobals()))
    .configureHelp({
      showGlobalOptions: true,
      sortSubcommands: true,
      visibleGlobalOptions: ({ options }) =>
        afterCommand().filter((each) => isNewTo(options, each)),
    })
    .showHelpAfterError(
      "Hint: Add --help to see what is expected, with examples. What is called otherwise than in " +
        "Prefect, or is not there, is in `provost parity`.",
    )
    .addHelpText("after", more)
    .configureOutput({ outputError: errorWriter("") })
    .exitOverride();
  for (const option of globalOptions()) program.addOption(option);
  const commands = [
    startCommand(),
    serverCommand(),
    workerCommand(),
    migrateCommand(),
    pruneCommand(),
    initCommand(),
    deployCommand(),
    deploymentCommand(),
    flowCommand(),
    flowRunCommand(),
    scheduleCommand(),
    gclCommand(),
    concurrencyLimitCommand(),
    fairnessCommand(),
    taskCommand(),
    taskRunCommand(),
    workPoolCommand(),
    workQueueCommand(),
    eventCommand(),
    shellCommand(),
    apiCommand(),
    dashboardCommand(),
    configCommand(),
    profileCommand(),
    completionCommand(),
    parityCommand(),
    versionCommand(),
  ];
  for (const command of commands) program.addCommand(withSettingsOf(program, command));
  return program;
}

interface GlobalOptions {
  debug?: boolean;
  profile?: string;
  prompt?: boolean;
}

/** They may stand before the name of a command, and after it. */
const globalOptions = (): Option[] => [
  new Option("--debug", "show where errors come from"),
  new Option("-p, --profile <name>", "the settings of another profile than the active one"),
  new Option("--prompt", "ask before something is lost, at a terminal").hideHelp(),
  new Option("--no-prompt", "ask nothing: what would be asked is answered with yes"),
];

/** They are settings of this process. */
function heedGlobalOptions({ debug, profile, prompt }: GlobalOptions): void {
  if (debug) process.env["PROVOST_DEBUG"] = "true";
  if (profile !== undefined) process.env["PROVOST_PROFILE"] = profile;
  if (prompt !== undefined) process.env["PROVOST_CLI_PROMPT"] = String(prompt);
}

function withSettingsOf(parent: Command, command: Command, above = ""): Command {
  // As somebody types it, without the name of the program.
  const path = `${above} ${command.name()}`.trim();
  command
    .copyInheritedSettings(parent)
    .showHelpAfterError(hintOf(command))
    .configureOutput({ outputError: errorWriter(path) });
  if (command.commands.length === 0) acceptGlobalOptions(command);
  for (const child of command.commands) withSettingsOf(command, child, path);
  return command;
}

/** By their long names alone: `-p` after a command is a parameter, or a pool. */
const afterCommand = (): Option[] =>
  globalOptions().map(({ flags, description, hidden }) =>
    new Option(flags.replace("-p, ", ""), description).hideHelp(hidden),
  );

/** Whether the help shows an option, and not already among those of the command itself. */
const isNewTo = (options: readonly Option[], { hidden, long }: Option): boolean =>
  !hidden && !options.some((own) => !own.hidden && own.long === long);

function acceptGlobalOptions(command: Command): void {
  for (const option of afterCommand()) {
    if (command.options.some(({ long }) => long === option.long)) continue;
    command.addOption(option.hideHelp());
  }
}

/** An error of the parser, and why it does not know what Prefect knows. */
function errorWriter(group: string): (text: string, write: (text: string) => void) => void {
  return (text, write) => {
    const note = missingNote(group, text);
    write(note === undefined ? text : `${text.trimEnd()}\n${note}\n`);
  };
}

/** What is said after an error of the parser. */
function hintOf(command: Command): string {
  if (command.commands.length === 0) {
    return "Hint: Add --help to see what is expected, with examples.";
  }
  const names = command.commands.map((child) => child.name()).toSorted();
  return `Hint: It takes ${names.join(", ")}. Add --help to see more.`;
}
