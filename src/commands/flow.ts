import { Command, Option } from "commander";
import { collected, examples, keyValue, wholeNumber } from "./arguments.ts";
import type { ListFlowsOptions } from "./flow/listFlows.ts";
import type { RunFlowOptions } from "./flow/runFlow.ts";
import type { ServeFlowOptions } from "./flow/serveFlow.ts";
import { type OutputFormat, outputOption } from "./output/format.ts";

export function flowCommand(): Command {
  const command = new Command("flow").alias("flows").description("flows: what code defines");
  command
    .command("run")
    .description("run a flow here and now, tracked; the exit code is 1 when it fails")
    .argument("<file:export>", "the file and the name under which it exports the flow")
    .option("-p, --param <key=value>", "a parameter (repeatable); JSON, or else text", keyValue)
    .option("--params <json>", "all parameters as one JSON object; - reads standard input")
    .option("--name, --flow-run-name <name>", "how the run is called")
    .addOption(outputOption())
    .addHelpText("after", examples("provost flow run flows/etl.ts:etl -p source=data.csv"))
    .action(async (target: string, options: RunFlowOptions) => {
      const { runFlow } = await import("./flow/runFlow.ts");
      await runFlow(target, options);
    });
  command
    .command("ls")
    .description("list the flows that the database knows")
    .option("-l, --limit <number>", "at most so many", wholeNumber(1))
    .addOption(outputOption())
    .addHelpText("after", examples("provost flow ls -o json"))
    .action(async (options: ListFlowsOptions) => {
      const { listFlows } = await import("./flow/listFlows.ts");
      await listFlows(options);
    });
  command
    .command("inspect")
    .description("show everything about a flow, with its deployments")
    .argument("<name>", "the flow")
    .addOption(outputOption())
    .addHelpText("after", examples("provost flow inspect etl -o json"))
    .action(async (name: string, { output }: { output: OutputFormat }) => {
      const { inspectFlow } = await import("./flow/inspectFlow.ts");
      await inspectFlow(name, output);
    });
  command
    .command("delete")
    .description("delete a flow with its deployments; the history of its runs stays")
    .argument("<name>", "the flow")
    .option("-y, --yes", "do not ask before")
    .addHelpText("after", examples("provost flow delete etl"))
    .action(async (name: string, options: { yes?: boolean }) => {
      const { deleteFlow } = await import("./flow/deleteFlow.ts");
      await deleteFlow(name, options);
    });
  addServe(command);
  return command;
}

function addServe(command: Command): void {
  command
    .command("serve")
    .description("deploy a flow and execute its runs here, until Ctrl-C")
    .argument("<file:export>", "the file and the name under which it exports the flow")
    .requiredOption("-n, --name <name>", "the name of the deployment")
    .option("-d, --description <text>", "what it is for")
    .option("-v, --version <text>", "its version")
    .option("-t, --tag <tag>", "a tag of its runs (repeatable)", collected)
    .option("-p, --param <key=value>", "a default for a parameter (repeatable)", keyValue)
    .option("--params <json>", "defaults as one JSON object; - reads standard input")
    .option("--cron <pattern>", "a schedule, such as '0 2 * * *' (repeatable)", collected)
    .option("--interval <duration>", "a schedule, such as 15m or 'P1D' (repeatable)", collected)
    .option("--anchor-date, --interval-anchor <time>", "where intervals are counted from")
    .option("--rrule <rule>", "a schedule, such as FREQ=WEEKLY (repeatable)", collected)
    .option("--timezone <name>", "of the schedules, such as Europe/Berlin (default: UTC)")
    .option("--limit <number>", "how many runs this process executes at once", wholeNumber(1))
    .option("--global-limit <number>", "how many runs go on at once everywhere", wholeNumber(0))
    .addOption(
      new Option("--pause-on-shutdown", "pause them then (the default)").default(true).hideHelp(),
    )
    .option("--no-pause-on-shutdown", "let the schedules go on when this process ends")
    .addHelpText("after", examples("provost flow serve flows/etl.ts:etl --name here --cron @daily"))
    .action(async (target: string, options: ServeFlowOptions) => {
      const { serveFlow } = await import("./flow/serveFlow.ts");
      await serveFlow(target, options);
    });
}
