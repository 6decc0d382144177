import { Command, Option } from "commander";
import { collected, examples, wholeNumber } from "./arguments.ts";
import { outputOption } from "./output/format.ts";
import type { ServeShellOptions, WatchShellOptions } from "./shell/shellFlows.ts";

export function shellCommand(): Command {
  const command = new Command("shell").description("commands of a shell as runs of flows");
  command
    .command("watch")
    .description("run a command here and now, tracked; its output is the log of the run")
    .argument("<command>", "what the shell executes")
    .option("--flow-name <name>", "the flow that it is a run of", "shell-command")
    .option("--flow-run-name <name>", "how the run is called")
    .option("-t, --tag <tag>", "a tag of the run (repeatable)", collected)
    .addOption(new Option("--stream-stdout", "show it, too (the default)").hideHelp())
    .addOption(new Option("--log-output", "keep the output (the default)").default(true).hideHelp())
    .option("--no-log-output", "do not keep the output")
    .addOption(outputOption())
    .addHelpText("after", examples("provost shell watch 'pg_dump app > app.sql' --flow-name dump"))
    .action(async (line: string, options: WatchShellOptions) => {
      const { watchShell } = await import("./shell/shellFlows.ts");
      await watchShell(line, options);
    });
  command
    .command("serve")
    .description("make a deployment of a command and execute its runs here, until Ctrl-C")
    .argument("<command>", "what the shell executes")
    .requiredOption("--flow-name <name>", "the flow that its runs are of")
    .option("-n, --deployment-name <name>", "the deployment", "shell")
    .option("-t, --tag <tag>", "a tag of its runs (repeatable)", collected)
    .addOption(new Option("--deployment-tags <tag>", "the same").argParser(collected).hideHelp())
    .option("--cron <pattern>", "a schedule, such as '0 2 * * *' (repeatable)", collected)
    .option("--cron-schedule <pattern>", "the same", collected)
    .option("--timezone <name>", "of the schedules, such as Europe/Berlin (default: UTC)")
    .option("--limit, --concurrency-limit <number>", "how many runs at once", wholeNumber(1))
    .option("--run-once", "end when nothing is due any more")
    .addOption(new Option("--log-output", "keep the output (the default)").default(true).hideHelp())
    .option("--no-log-output", "do not keep the output")
    .addHelpText(
      "after",
      examples("provost shell serve 'pg_dump app > app.sql' --flow-name dump --cron '0 2 * * *'"),
    )
    .action(async (line: string, options: ServeShellOptions) => {
      const { serveShell } = await import("./shell/shellFlows.ts");
      await serveShell(line, options);
    });
  return command;
}
