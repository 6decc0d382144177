import { Command } from "commander";
import { examples } from "./arguments.ts";
import { type OutputFormat, outputOption } from "./output/format.ts";

export function parityCommand(): Command {
  return new Command("parity")
    .description("the commands of Prefect, and what does the same here")
    .option("--missing", "only those that have nothing here")
    .addOption(outputOption())
    .addHelpText("after", examples("provost parity --missing"))
    .action(async (options: { missing?: true; output: OutputFormat }, command: Command) => {
      const { printParity } = await import("./parity/printParity.ts");
      printParity(command.parent ?? command, options);
    });
}
