import { Command } from "commander";
import { examples, keyValue } from "./arguments.ts";
import type { RunFlowOptions } from "./flow/runFlow.ts";
import { type OutputFormat, outputOption } from "./output/format.ts";

export function flowCommand(): Command {
  const command = new Command("flow").description("flows: what code defines");
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
    .addOption(outputOption())
    .addHelpText("after", examples("provost flow ls -o json"))
    .action(async (options: { output: OutputFormat }) => {
      const { listFlows } = await import("./flow/listFlows.ts");
      await listFlows(options);
    });
  return command;
}
