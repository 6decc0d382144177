import { Command, Option } from "commander";
import { collected, examples, wholeNumber } from "./arguments.ts";
import { outputOption } from "./output/format.ts";
import type { ListWorkersOptions } from "./worker/listWorkers.ts";
import type { StartWorkerOptions } from "./worker/startWorker.ts";

export function workerCommand(): Command {
  const command = new Command("worker").description("the processes that execute runs");
  command
    .command("start")
    .description("take runs of a work pool and execute them, until Ctrl-C")
    .option("-p, --pool <name>", "the work pool (default: PROVOST_DEFAULT_WORK_POOL_NAME)")
    .option(
      "-q, --work-queue <name>",
      "only runs of this queue (repeatable; default: all)",
      collected,
    )
    .option("-n, --name <name>", "how the worker is called (default: host and process id)")
    .option("-l, --limit <number>", "how many runs at the same time", wholeNumber(1, 100_000))
    .addOption(
      new Option(
        "-t, --type <type>",
        "refuse a pool of another type (default: that of the pool)",
      ).choices(["inline", "process"]),
    )
    .option("--create-pool-if-not-found", "create the work pool if there is none of this name")
    .addOption(new Option("--no-create-pool-if-not-found", "do not (the default)").hideHelp())
    .option(
      "--base-job-template <file>",
      "that of a pool which is created, as JSON; - reads standard input",
    )
    .addOption(
      new Option(
        "--install-policy <policy>",
        "accepted and ignored: every type of worker comes with Provost",
      ).choices(["always", "if-not-present", "never", "prompt"]),
    )
    .option(
      "--prefetch-seconds <seconds>",
      "accepted and ignored: runs are claimed when they are due, and not before",
    )
    .option("--with-healthcheck", "answer for the worker's health over HTTP: /health and /ready")
    .option(
      "--healthcheck-port <port>",
      "where to do so (default: PROVOST_WORKER_WEBSERVER_PORT)",
      wholeNumber(0, 65_535),
    )
    .option("--run-once", "end when nothing is due any more")
    .addHelpText(
      "after",
      examples(
        "provost worker start --pool default --limit 20",
        "provost worker start --pool heavy --type process --create-pool-if-not-found",
      ),
    )
    .action(async (options: StartWorkerOptions) => {
      const { startWorker } = await import("./worker/startWorker.ts");
      await startWorker(options);
    });
  command
    .command("ls")
    .description("list the workers that are alive")
    .option("-a, --all", "also those that have ended", false)
    .option("--limit <number>", "at most so many, the newest", wholeNumber(1), 100)
    .addOption(outputOption())
    .addHelpText("after", examples("provost worker ls --all"))
    .action(async (options: ListWorkersOptions) => {
      const { listWorkers } = await import("./worker/listWorkers.ts");
      await listWorkers(options);
    });
  return command;
}
