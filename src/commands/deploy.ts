import { Command, Option } from "commander";
import { collected, examples, keyValue, keyValueOrObject, wholeNumber } from "./arguments.ts";
import type { DeployCommandOptions } from "./deploy/deployFile.ts";
import { outputOption } from "./output/format.ts";

export function deployCommand(): Command {
  return new Command("deploy")
    .description("make deployments known to the database, or bring them up to date")
    .argument(
      "[file:export]",
      "a file of deployments (default: provost.yaml); or a deployment, or a list of them, that a " +
        "file exports, or a flow; without :export, all deployments that it exports",
    )
    .option("-f, --file <path>", "a file of deployments")
    .option(
      "-n, --name <name>",
      "the deployment (repeatable), such as nightly, etl/nightly or '*-prod'; a flow's needs one",
      collected,
    )
    .option("--all", "all deployments of the file")
    .option("-d, --description <text>", "what it is for")
    .option("--cron <pattern>", "a schedule, such as '0 2 * * *' (repeatable)", collected)
    .option("--interval <duration>", "a schedule, such as 15m or 'P1D' (repeatable)", collected)
    .option("--anchor-date <time>", "where intervals are counted from, in ISO 8601")
    .option("--rrule <rule>", "a schedule, such as FREQ=WEEKLY (repeatable)", collected)
    .option("--timezone <name>", "of the schedules, such as Europe/Berlin (default: UTC)")
    .option("--param <key=value>", "a default for a parameter (repeatable)", keyValue)
    .option("--params <json>", "defaults as one JSON object; - reads standard input")
    .option("-t, --tag <tag>", "a tag of its runs (repeatable)", collected)
    .option("--label <key=value>", "a label of its runs (repeatable)", keyValue)
    .option("--version <text>", "its version")
    .addOption(new Option("--version-type <type>", "taken for what it is").hideHelp())
    .addOption(new Option("--enforce-parameter-schema", "the default").default(true).hideHelp())
    .option("--no-enforce-parameter-schema", "accept parameters that do not fit the schema")
    .option(
      "--job-variable <key=value>",
      "a job variable of its runs (repeatable); or several as a JSON object",
      keyValueOrObject,
    )
    .option("--fairness-key <key>", "whom its runs are for, such as '{parameters.tenant}'")
    .option("-p, --pool <name>", "the work pool (default: PROVOST_DEFAULT_WORK_POOL_NAME)")
    .option("-q, --work-queue <name>", "the queue of the pool (default: default)")
    .addOption(new Option("--queue <name>", "the same").hideHelp())
    .option(
      "--concurrency-limit <number>",
      "how many of its runs may go on at once",
      wholeNumber(0),
    )
    .addOption(
      new Option("--collision-strategy <strategy>", "what becomes of one run too many").choices([
        "ENQUEUE",
        "CANCEL_NEW",
        "CANCEL_RUNNING",
      ]),
    )
    .option("--paused", "start with the schedules switched off")
    .option("--dry-run", "only show what would change")
    .option("-y, --yes", "do not ask before")
    .addOption(outputOption())
    .addHelpText(
      "after",
      examples(
        "provost deploy --all --dry-run",
        "provost deploy flows/etl.ts:nightly",
        "provost deploy flows/etl.ts:etl --name nightly --cron '0 2 * * *' --timezone Europe/Berlin",
      ),
    )
    .action(async (target: string | undefined, options: DeployCommandOptions) => {
      const { deployFile } = await import("./deploy/deployFile.ts");
      await deployFile(target, options);
    });
}
