import { Command } from "commander";
import { version } from "../version.ts";
import { completionCommand } from "./completion.ts";
import { apiCommand } from "./api.ts";
import { configCommand } from "./config.ts";
import { concurrencyLimitCommand, gclCommand } from "./concurrencyLimits.ts";
import { dashboardCommand } from "./dashboard.ts";
import { deployCommand } from "./deploy.ts";
import { deploymentCommand } from "./deployment.ts";
import { flowCommand } from "./flow.ts";
import { flowRunCommand } from "./flowRun.ts";
import { initCommand } from "./init.ts";
import { migrateCommand } from "./migrate.ts";
import { parityCommand } from "./parity.ts";
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
    .version(version, "-V, --version")
    .option("--debug", "show where errors come from")
    .option("--profile <name>", "the settings of another profile than the active one")
    .hook("preAction", (_program, action) => {
      const { profile } = action.optsWithGlobals<{ profile?: string }>();
      if (profile !== undefined) process.env["PROVOST_PROFILE"] = profile;
    })
    .configureHelp({ showGlobalOptions: true, sortSubcommands: true })
    .showHelpAfterError("Hint: Add --help to see what is expected, with examples.")
    .addHelpText("after", more)
    .exitOverride();
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
    taskCommand(),
    taskRunCommand(),
    workPoolCommand(),
    workQueueCommand(),
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

function withSettingsOf(parent: Command, command: Command): Command {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) withSettingsOf(command, child);
  return command;
}
