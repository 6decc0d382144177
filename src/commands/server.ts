import { Command, Option } from "commander";
import { examples, wholeNumber } from "./arguments.ts";
import { type OutputFormat, outputOption } from "./output/format.ts";
import type { ResetOptions } from "./server/resetDatabase.ts";
import type { StartServerOptions, StartServicesOptions } from "./server/startServer.ts";
import type { StatusOptions } from "./server/serverStatus.ts";

interface Output {
  output: OutputFormat;
}

export function serverCommand(): Command {
  const command = new Command("server").description("the GraphQL server");
  addStart(command);
  command
    .command("status")
    .description("tell whether the server answers; the exit code is 1 unless it does")
    .option("--wait", "wait until it does")
    .option("-t, --timeout <duration>", "for how long to wait, such as 30s (default: for ever)")
    .addOption(outputOption())
    .addHelpText("after", examples("provost server status --wait --timeout 60s"))
    .action(async (options: StatusOptions) => {
      const { showServerStatus } = await import("./server/serverStatus.ts");
      await showServerStatus(options);
    });
  command
    .command("stop")
    .description("stop the server that was started on this machine with the same PROVOST_HOME")
    .addHelpText("after", examples("provost server stop"))
    .action(async () => {
      const { stopServer } = await import("./server/stopServer.ts");
      await stopServer();
    });
  command
    .command("health")
    .description("show the size of the database, its history, and what keeps it from being tidy")
    .addOption(outputOption())
    .addHelpText("after", examples("provost server health", "provost server health -o json"))
    .action(async (options) => {
      const { showHealth } = await import("./server/showHealth.ts");
      await showHealth(options);
    });
  command.addCommand(databaseCommand());
  command.addCommand(servicesCommand());
  return command;
}

function addStart(command: Command): void {
  command
    .command("start")
    .description("start the server without a worker")
    .option("--host <address>", "where it listens (default: 127.0.0.1)")
    .option("--port <number>", "where it listens (default: 4200)", wholeNumber(0, 65_535))
    .addOption(logLevelOption())
    .option("-b, --background", "return when it answers; it goes on by itself")
    .option("--no-services", "do nothing but answer: other processes schedule, dispatch and tidy")
    .addOption(
      new Option("--scheduler", "plan the runs of schedules here (the default)").hideHelp(),
    )
    .option("--no-scheduler", "leave it to other processes to plan the runs of schedules")
    .addOption(new Option("--late-runs", "name overdue runs Late here (the default)").hideHelp())
    .option("--no-late-runs", "leave it to other processes to name overdue runs Late")
    .addOption(new Option("--ui", "show pages in a browser (the default)").hideHelp())
    .option("--no-ui", "show no pages in a browser: neither GraphiQL nor an index")
    .option("--keep-alive-timeout <seconds>", "for how long an idle connection stays open")
    .addHelpText(
      "after",
      examples(
        "provost server start --host 0.0.0.0 --port 8080",
        "provost server start --background && provost server status",
      ),
    )
    .action(async (options: StartServerOptions) => {
      const { startServer } = await import("./server/startServer.ts");
      await startServer(options);
    });
}

function databaseCommand(): Command {
  const command = new Command("database").description("the tables and functions of Provost");
  command
    .command("upgrade")
    .description("bring the database up to date, as `provost migrate` does")
    .option("-n, --dry-run", "only show what would be done", false)
    .option("-y, --yes", "accepted and not needed: nothing is lost by it")
    .addOption(outputOption())
    .addHelpText("after", examples("provost server database upgrade --dry-run"))
    .action(async ({ dryRun, output }: Output & { dryRun: boolean }) => {
      const { migrateDatabase } = await import("./migrate/migrateDatabase.ts");
      await migrateDatabase({ plan: dryRun, output });
    });
  command
    .command("reset")
    .description("delete everything that Provost keeps in the database, and set it up anew")
    .option("-y, --yes", "do not ask before; needed where nobody can answer")
    .addHelpText("after", examples("provost server database reset"))
    .action(async (options: ResetOptions) => {
      const { resetDatabase } = await import("./server/resetDatabase.ts");
      await resetDatabase(options);
    });
  return command;
}

function servicesCommand(): Command {
  const command = new Command("services").description("what plans, dispatches and tidies up");
  command
    .command("ls")
    .alias("list")
    .description("list the services, and whether settings let processes started here run them")
    .addOption(outputOption())
    .addHelpText("after", examples("provost server services ls"))
    .action(async ({ output }: Output) => {
      const { listServices } = await import("./server/listServices.ts");
      listServices(output);
    });
  command
    .command("start")
    .alias("enable")
    .description("run the services in a process of their own, without a server, until Ctrl-C")
    .addOption(logLevelOption())
    .option("-b, --background", "return when they run; they go on by themselves")
    .addHelpText(
      "after",
      examples("provost server services start", "provost server services start --background"),
    )
    .action(async (options: StartServicesOptions) => {
      const { startServices } = await import("./server/startServer.ts");
      await startServices(options);
    });
  command
    .command("stop")
    .alias("disable")
    .description("stop the services that were started on this machine with the same PROVOST_HOME")
    .addHelpText("after", examples("provost server services stop"))
    .action(async () => {
      const { stopServer } = await import("./server/stopServer.ts");
      await stopServer("services");
    });
  return command;
}

const logLevelOption = (): Option =>
  new Option("--log-level <level>", "what it tells at least (default: INFO)")
    .choices(["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"])
    .argParser((level) => level.toUpperCase());
