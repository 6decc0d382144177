import { Command, Option } from "commander";
import { examples, wholeNumber, type Yes, yesOption } from "./arguments.ts";
import { type OutputFormat, outputOption } from "./output/format.ts";
import type { CreateWorkPoolOptions, UpdateWorkPoolOptions } from "./workPool/changeWorkPool.ts";
import type { PreviewOptions } from "./workPool/showRuns.ts";

interface Output {
  output: OutputFormat;
}

const nameHelp = "the work pool";
const templateHelp = "a file with the base job template, JSON; - reads standard input";

export function workPoolCommand(): Command {
  const command = new Command("work-pool")
    .alias("work-pools")
    .description("where runs wait for workers");
  addCreate(command);
  addUpdate(command);
  addLookers(command);
  addSwitch(command, "pause", "start no more runs of a pool; what runs goes on", true);
  addSwitch(command, "resume", "let a paused pool go on", false);
  addLimits(command);
  command
    .command("delete")
    .description("delete a pool that nothing waits for any more")
    .argument("<name>", nameHelp)
    .addOption(yesOption())
    .addHelpText("after", examples("provost work-pool delete old-machines"))
    .action(async (name: string, options: Yes) => {
      const { deleteWorkPool } = await import("./workPool/changeWorkPool.ts");
      await deleteWorkPool(name, options);
    });
  return command;
}

function addCreate(command: Command): void {
  command
    .command("create")
    .description("create a work pool with its default queue")
    .argument("<name>", "how it is to be called")
    .addOption(typeOption())
    .option("--description <text>", "what it is for")
    .option("--base-job-template <file>", templateHelp)
    .option("--concurrency-limit <number>", "how many runs may be under way", wholeNumber(0))
    .option("--paused", "create it paused")
    .option("--overwrite", "bring one up to date that exists")
    .option("--set-as-default", "deploy to it, and start workers for it, where no pool is named")
    .addOption(outputOption())
    .addHelpText(
      "after",
      examples(
        "provost work-pool create gpu --concurrency-limit 4",
        "provost work-pool create reports --type process --base-job-template template.json",
      ),
    )
    .action(async (name: string, options: CreateWorkPoolOptions) => {
      const { createWorkPool } = await import("./workPool/changeWorkPool.ts");
      await createWorkPool(name, options);
    });
}

function addUpdate(command: Command): void {
  command
    .command("update")
    .description("change what is given of a pool")
    .argument("<name>", nameHelp)
    .option("--description <text>", "what it is for")
    .option("--base-job-template <file>", templateHelp)
    .option("--concurrency-limit <number>", "how many runs may be under way", wholeNumber(0))
    .addOption(outputOption())
    .addHelpText("after", examples("provost work-pool update gpu --concurrency-limit 8"))
    .action(async (name: string, options: UpdateWorkPoolOptions) => {
      const { updateWorkPool } = await import("./workPool/changeWorkPool.ts");
      await updateWorkPool(name, options);
    });
}

function addLookers(command: Command): void {
  command
    .command("ls")
    .description("list the work pools with their queues and live workers")
    .option("-v, --verbose", "show their ids, limits and descriptions, too")
    .addOption(outputOption())
    .addHelpText("after", examples("provost work-pool ls"))
    .action(async (options: Output & { verbose?: boolean }) => {
      const { listWorkPools } = await import("./workPool/listWorkPools.ts");
      await listWorkPools(options);
    });
  command
    .command("inspect")
    .description("show everything about a pool, and its queues")
    .argument("<name>", nameHelp)
    .addOption(outputOption())
    .addHelpText("after", examples("provost work-pool inspect gpu -o json"))
    .action(async (name: string, { output }: Output) => {
      const { inspectWorkPool } = await import("./workPool/listWorkPools.ts");
      await inspectWorkPool(name, output);
    });
  command
    .command("slots")
    .description("show the runs that are under way, which the limit counts")
    .argument("<name>", nameHelp)
    .addOption(outputOption())
    .addHelpText("after", examples("provost work-pool slots gpu"))
    .action(async (name: string, { output }: Output) => {
      const { showSlots } = await import("./workPool/showRuns.ts");
      await showSlots({ workPool: name }, output);
    });
  command
    .command("preview")
    .helpOption("--help", "display help for command")
    .description("show the runs that wait, in the order of their starts")
    .argument("<name>", nameHelp)
    .option("-h, --hours <number>", "look so many hours ahead", wholeNumber(0), 1)
    .addOption(outputOption())
    .addHelpText("after", examples("provost work-pool preview gpu --hours 12"))
    .action(async (name: string, options: PreviewOptions) => {
      const { previewRuns } = await import("./workPool/showRuns.ts");
      await previewRuns({ workPool: name }, options);
    });
  command
    .command("get-default-base-job-template")
    .description("print the base job template that a new pool has")
    .addOption(typeOption())
    .option("-f, --file <path>", "write it to a file")
    .addHelpText("after", examples("provost work-pool get-default-base-job-template -t process"))
    .action(async (options: { type?: string; file?: string }) => {
      const { printDefaultTemplate } = await import("./workPool/baseJobTemplate.ts");
      await printDefaultTemplate(options);
    });
}

function addSwitch(command: Command, verb: string, description: string, paused: boolean): void {
  command
    .command(verb)
    .description(description)
    .argument("<name>", nameHelp)
    .addHelpText("after", examples(`provost work-pool ${verb} gpu`))
    .action(async (name: string) => {
      const { setWorkPoolPaused } = await import("./workPool/changeWorkPool.ts");
      await setWorkPoolPaused(name, paused);
    });
}

function addLimits(command: Command): void {
  command
    .command("set-concurrency-limit")
    .description("set how many runs of a pool may be under way at once")
    .argument("<name>", nameHelp)
    .argument("<limit>", "how many; 0 starts none", wholeNumber(0))
    .addHelpText("after", examples("provost work-pool set-concurrency-limit gpu 4"))
    .action(async (name: string, limit: number) => {
      const { setWorkPoolLimit } = await import("./workPool/changeWorkPool.ts");
      await setWorkPoolLimit(name, limit);
    });
  command
    .command("clear-concurrency-limit")
    .description("let any number of runs of a pool be under way")
    .argument("<name>", nameHelp)
    .addHelpText("after", examples("provost work-pool clear-concurrency-limit gpu"))
    .action(async (name: string) => {
      const { setWorkPoolLimit } = await import("./workPool/changeWorkPool.ts");
      await setWorkPoolLimit(name, null);
    });
}

const typeOption = (): Option =>
  new Option(
    "-t, --type <type>",
    "where its runs are executed: in the worker, or a process each",
  ).choices(["inline", "process"]);
