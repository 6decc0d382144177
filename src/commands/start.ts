import { Command } from "commander";
import { examples, wholeNumber } from "./arguments.ts";

interface StartCommandOptions {
  host?: string;
  port?: number;
  examples: boolean;
  worker: boolean;
}

export function startCommand(): Command {
  return new Command("start")
    .description("start everything in one process: database, server, worker, examples")
    .option("--host <address>", "where the server listens (default: 127.0.0.1)")
    .option("--port <number>", "where the server listens (default: 4200)", wholeNumber(0, 65_535))
    .option("--no-examples", "leave the example deployments out")
    .option("--no-worker", "start no worker: runs wait until one is started elsewhere")
    .addHelpText(
      "after",
      examples("provost start", "DATABASE_URL=postgres://localhost/app provost start --port 8080"),
    )
    .action(async (options: StartCommandOptions) => {
      const { startEverything } = await import("../start.ts");
      await startEverything(options);
    });
}
