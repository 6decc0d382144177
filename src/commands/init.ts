import { Command } from "commander";
import { examples } from "./arguments.ts";
import type { InitOptions } from "./init/writeDeploymentsFile.ts";

export function initCommand(): Command {
  return new Command("init")
    .description("write a file of deployments for `provost deploy`, with comments")
    .option("-n, --name <name>", "the name of the first deployment")
    .option("-e, --entrypoint <file:export>", "its flow, such as flows/etl.ts:etl")
    .option("--cron <pattern>", "when it runs, such as '0 2 * * *'")
    .option("--timezone <name>", "whose clocks that follows, such as Europe/Berlin")
    .option("--pool <name>", "its work pool")
    .option("-f, --file <path>", "the file to write", "provost.yaml")
    .option("--force", "write over a file that exists")
    .option("--no-prompt", "ask nothing: take what is given, and examples for the rest")
    .addHelpText(
      "after",
      examples("provost init", "provost init --name nightly --entrypoint flows/etl.ts:etl"),
    )
    .action(async (options: InitOptions) => {
      const { writeDeploymentsFile } = await import("./init/writeDeploymentsFile.ts");
      await writeDeploymentsFile(options);
    });
}
