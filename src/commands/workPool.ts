import { Command } from "commander";
import { examples } from "./arguments.ts";
import { type OutputFormat, outputOption } from "./output/format.ts";

export function workPoolCommand(): Command {
  const command = new Command("work-pool").description("where runs wait for workers");
  command
    .command("ls")
    .description("list the work pools with their queues and live workers")
    .addOption(outputOption())
    .addHelpText("after", examples("provost work-pool ls"))
    .action(async (options: { output: OutputFormat }) => {
      const { listWorkPools } = await import("./workPool/listWorkPools.ts");
      await listWorkPools(options);
    });
  return command;
}
