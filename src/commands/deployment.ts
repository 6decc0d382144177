import { Command, Option } from "commander";
import { collected, examples, keyValue, keyValueOrObject, wholeNumber } from "./arguments.ts";
import type { DeleteDeploymentsOptions } from "./deployment/deleteDeployments.ts";
import { deploymentScheduleCommand } from "./deploymentSchedule.ts";
import type { ListDeploymentsOptions } from "./deployment/listDeployments.ts";
import type { RunDeploymentOptions } from "./deployment/runDeployment.ts";
import { type OutputFormat, outputOption } from "./output/format.ts";

interface Output {
  output: OutputFormat;
}

const nameHelp = "the deployment, as flow/deployment or by its id";

export function deploymentCommand(): Command {
  const command = new Command("deployment")
    .alias("deployments")
    .description("flows that can be run from anywhere");
  addRun(command);
  command
    .command("ls")
    .description("list the deployments")
    .argument("[flow...]", "only those of these flows")
    .option("--flow, --flow-name <name>", "the same (repeatable)", collected)
    .option("--by-created", "the newest first (default: by name)")
    .addOption(outputOption())
    .addHelpText(
      "after",
      examples("provost deployment ls etl", "provost deployment ls --by-created"),
    )
    .action(async (flows: string[], options: ListDeploymentsOptions) => {
      const { listDeployments } = await import("./deployment/listDeployments.ts");
      await listDeployments(flows, options);
    });
  command
    .command("inspect")
    .description("show everything about a deployment")
    .argument("<name>", nameHelp)
    .addOption(outputOption())
    .addHelpText("after", examples("provost deployment inspect etl/nightly -o json"))
    .action(async (name: string, { output }: Output) => {
      const { inspectDeployment } = await import("./deployment/inspectDeployment.ts");
      await inspectDeployment(name, output);
    });
  addPause(command, "pause", "switch the schedules of a deployment off", true);
  addPause(command, "resume", "switch the schedules of a deployment on again", false);
  addDelete(command);
  addVersions(command);
  command.addCommand(deploymentScheduleCommand());
  return command;
}

function addVersions(command: Command): void {
  command
    .command("versions")
    .description("list what a deployment was, newest first")
    .argument("<name>", nameHelp)
    .option("-l, --limit <number>", "at most so many", wholeNumber(1, 10_000), 50)
    .addOption(outputOption())
    .addHelpText("after", examples("provost deployment versions etl/nightly"))
    .action(async (name: string, options: Output & { limit: number }) => {
      const { listVersions } = await import("./deployment/listVersions.ts");
      await listVersions(name, options);
    });
  command
    .command("rollback")
    .description("make a deployment what it was; whether it is paused stays as it is")
    .argument("<name>", nameHelp)
    .argument("[version]", "the number of a version, or its author's word for it")
    .addHelpText("after", examples("provost deployment rollback etl/nightly 3"))
    .action(async (name: string, version: string | undefined) => {
      const { rollbackDeployment } = await import("./deployment/rollbackDeployment.ts");
      await rollbackDeployment(name, version);
    });
}

function addDelete(command: Command): void {
  command
    .command("delete")
    .description("delete deployments with their schedules; runs of them that wait are cancelled")
    .argument("[name...]", nameHelp)
    .option("--id <id>", "a deployment by its id, in the place of its name", collected)
    .option("--all", "delete every deployment")
    .option("--flow, --flow-name <name>", "with --all, only those of one flow")
    .option("-y, --yes", "do not ask before")
    .addHelpText(
      "after",
      examples(
        "provost deployment delete etl/nightly",
        "provost deployment delete --all --flow etl",
      ),
    )
    .action(async (names: string[], options: DeleteDeploymentsOptions) => {
      const { deleteDeployments } = await import("./deployment/deleteDeployments.ts");
      await deleteDeployments(names, options);
    });
}

function addRun(command: Command): void {
  command
    .command("run")
    .description("create a run of a deployment, now or for later")
    .argument("[name]", nameHelp)
    .option("--id <id>", "the deployment by its id, in the place of its name")
    .option("-p, --param <key=value>", "a parameter (repeatable); JSON, or else text", keyValue)
    .option("--params <json>", "all parameters as one JSON object; - reads standard input")
    .addOption(
      new Option(
        "--params-file <file>",
        "a run for each row of a CSV file, each line of NDJSON or each entry of a JSON list; - " +
          "reads standard input. All are created, or none",
      ).conflicts("watch"),
    )
    .option("--dry-run", "with --params-file: create nothing, tell what is wrong")
    .option(
      "--name, --flow-run-name <name>",
      "how the run is called, such as 'load {source}' with a parameter",
    )
    .option("-t, --tag <tag>", "a tag of the run (repeatable)", collected)
    .option("--label <key=value>", "a label of the run (repeatable)", keyValue)
    .option(
      "--job-variable <key=value>",
      "a job variable of the run (repeatable); or several as a JSON object",
      keyValueOrObject,
    )
    .option("--no-enforce-parameter-schema", "accept parameters that do not fit the schema")
    .option(
      "--idempotency-key <key>",
      "with a key that was used before, answer that run; with --params-file such as 'order-{id}'",
    )
    .option("--fairness-key <key>", "whom the run is for: runs of different keys take turns")
    .option("-q, --work-queue <name>", "another queue of the pool than the deployment's")
    .addOption(
      new Option("--start-in <duration>", "start later, such as '5 minutes'").conflicts("startAt"),
    )
    .option("--start-at <time>", "start at a time, such as 2026-01-31T09:00 or 'tomorrow 9am'")
    .option("-w, --watch", "follow the run; the exit code is 1 unless it completes")
    .option("--watch-interval <seconds>", "accepted and not needed: changes are pushed", Number)
    .option("--watch-timeout <duration>", "stop following after this long, such as 10m")
    .addOption(outputOption())
    .addHelpText(
      "after",
      examples(
        "provost deployment run etl/nightly -p source=data.csv -p limit=10 --watch",
        "provost deployment run etl/nightly --start-in '2 hours' --idempotency-key order-42",
        "provost deployment run etl/nightly --start-at 'tomorrow 9am'",
        "provost deployment run etl/nightly --params-file orders.csv --idempotency-key '{order}' --dry-run",
      ),
    )
    .action(async (name: string | undefined, options: RunDeploymentOptions) => {
      const { runDeployment } = await import("./deployment/runDeployment.ts");
      await runDeployment(name, options);
    });
}

function addPause(command: Command, verb: string, description: string, paused: boolean): void {
  command
    .command(verb)
    .description(description)
    .argument("<name>", nameHelp)
    .addHelpText("after", examples(`provost deployment ${verb} etl/nightly`))
    .action(async (name: string) => {
      const { setDeploymentPaused } = await import("./deployment/setDeploymentPaused.ts");
      await setDeploymentPaused(name, paused);
    });
}
