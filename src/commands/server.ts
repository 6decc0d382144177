import { Command } from "commander";
import { examples, wholeNumber } from "./arguments.ts";
import { outputOption } from "./output/format.ts";

export function serverCommand(): Command {
  const command = new Command("server").description("the GraphQL server");
  command
    .command("start")
    .description("start the server without a worker")
    .option("--host <address>", "where it listens (default: 127.0.0.1)")
    .option("--port <number>", "where it listens (default: 4200)", wholeNumber(0, 65_535))
    .addHelpText("after", examples("provost server start --host 0.0.0.0 --port 8080"))
    .action(async (options: { host?: string; port?: number }) => {
      const { startEverything } = await import("../start.ts");
      await startEverything({ ...options, worker: false, examples: false });
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
  return command;
}
