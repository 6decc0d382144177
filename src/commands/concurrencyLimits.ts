import { Command, InvalidArgumentError } from "commander";
import { collected, examples, wholeNumber, type Yes, yesOption } from "./arguments.ts";
import type { ChangeLimitOptions, CreateLimitOptions } from "./concurrencyLimits/changeLimit.ts";
import type { ListLimitsOptions } from "./concurrencyLimits/showLimits.ts";
import { type OutputFormat, outputOption } from "./output/format.ts";

interface Output {
  output: OutputFormat;
}

const limitHelp = "how many slots there are";
const decayHelp = "how many slots come back by themselves each second: makes it a rate";
const activeHelp = "how many slots count as taken";

/** `provost gcl`: limits of any name, for `concurrency` and `rateLimit`. */
export function gclCommand(): Command {
  const command = new Command("gcl")
    .alias("global-concurrency-limit")
    .description("limits on how many of something may go on at once");
  command
    .command("create")
    .description("create a limit")
    .argument("<name>", "how `concurrency` and `rateLimit` call it")
    .requiredOption("-l, --limit <number>", limitHelp, wholeNumber(0))
    .option("--slot-decay-per-second <number>", decayHelp, decimal)
    .option("--active-slots <number>", activeHelp, wholeNumber(0))
    .option("--disable", "create it switched off")
    .addOption(outputOption())
    .addHelpText(
      "after",
      examples(
        "provost gcl create database --limit 5",
        "provost gcl create api --limit 2 --slot-decay-per-second 8",
      ),
    )
    .action(async (name: string, options: CreateLimitOptions) => {
      const { createLimit } = await import("./concurrencyLimits/changeLimit.ts");
      await createLimit(name, options);
    });
  addUpdate(command);
  addSwitch(command, "enable", "switch a limit on", true);
  addSwitch(command, "disable", "switch a limit off: nothing is limited by it", false);
  addLookers(command, "name", "");
  command
    .command("delete")
    .description("delete a limit; who waits for it goes on")
    .argument("<name>", "the limit")
    .addOption(yesOption())
    .addHelpText("after", examples("provost gcl delete database"))
    .action(async (name: string, options: Yes) => {
      const { deleteLimit } = await import("./concurrencyLimits/changeLimit.ts");
      await deleteLimit(name, name, options);
    });
  addReset(command, "name", "");
  return command;
}

function addUpdate(command: Command): void {
  command
    .command("update")
    .description("change a limit; slots that are held stay held")
    .argument("<name>", "the limit")
    .option("-l, --limit <number>", limitHelp, wholeNumber(0))
    .option("--slot-decay-per-second <number>", decayHelp, decimal)
    .option("--active-slots <number>", activeHelp, wholeNumber(0))
    .option("--enable", "switch it on")
    .option("--disable", "switch it off")
    .addOption(outputOption())
    .addHelpText("after", examples("provost gcl update database --limit 10"))
    .action(async (name: string, options: ChangeLimitOptions) => {
      const { updateLimit } = await import("./concurrencyLimits/changeLimit.ts");
      await updateLimit(name, options);
    });
}

function addSwitch(command: Command, verb: string, description: string, active: boolean): void {
  command
    .command(verb)
    .description(description)
    .argument("<name>", "the limit")
    .addHelpText("after", examples(`provost gcl ${verb} database`))
    .action(async (name: string) => {
      const { switchLimit } = await import("./concurrencyLimits/changeLimit.ts");
      await switchLimit(name, active);
    });
}

/** `provost concurrency-limit`: limits on the tags of tasks. */
export function concurrencyLimitCommand(): Command {
  const command = new Command("concurrency-limit")
    .alias("concurrency-limits")
    .description("limits on how many tasks with a tag may run at once");
  command
    .command("create")
    .description("limit the tasks with a tag, or change their limit")
    .argument("<tag>", "the tag of the tasks")
    .argument("<limit>", "how many may run at once; with 0 they fail", wholeNumber(0))
    .addOption(outputOption())
    .addHelpText("after", examples("provost concurrency-limit create warehouse 3"))
    .action(async (tag: string, limit: number, { output }: Output) => {
      const { createTagLimit } = await import("./concurrencyLimits/changeLimit.ts");
      await createTagLimit(tag, limit, output);
    });
  addLookers(command, "tag", "tag:");
  command
    .command("delete")
    .description("let any number of tasks with a tag run")
    .argument("<tag>", "the tag")
    .addOption(yesOption())
    .addHelpText("after", examples("provost concurrency-limit delete warehouse"))
    .action(async (tag: string, options: Yes) => {
      const { deleteLimit } = await import("./concurrencyLimits/changeLimit.ts");
      await deleteLimit(`tag:${tag}`, tag, options);
    });
  addReset(command, "tag", "tag:");
  return command;
}

function addReset(command: Command, argument: string, prefix: string): void {
  command
    .command("reset")
    .description("take the slots from all who hold them, who go on without")
    .argument(`<${argument}>`, `the ${argument}`)
    .option(
      "--keep <id>",
      "a lease, flow run or task run that keeps its slots (again for more)",
      collected,
    )
    .addHelpText("after", examples(`provost ${command.name()} reset database`))
    .action(async (name: string, { keep }: { keep?: string[] }) => {
      const { resetLimit } = await import("./concurrencyLimits/changeLimit.ts");
      await resetLimit(`${prefix}${name}`, name, keep);
    });
}

function addLookers(command: Command, argument: string, prefix: string): void {
  const group = command.name();
  command
    .command("ls")
    .description("list the limits")
    .option("--limit <number>", "at most so many (default: all)", wholeNumber(1))
    .option("--offset <number>", "leave out so many, the first ones", wholeNumber(0))
    .addOption(outputOption())
    .addHelpText("after", examples(`provost ${group} ls`))
    .action(async (options: ListLimitsOptions) => {
      const { listLimits } = await import("./concurrencyLimits/showLimits.ts");
      await listLimits(prefix, options);
    });
  command
    .command("inspect")
    .description("show a limit, who holds its slots and who waits")
    .argument(`<${argument}>`, `the ${argument}`)
    .addOption(outputOption())
    .option("-f, --file <path>", "write it to a file, as JSON")
    .addHelpText("after", examples(`provost ${group} inspect database -o json`))
    .action(async (name: string, options: Output & { file?: string }) => {
      const { inspectLimit } = await import("./concurrencyLimits/showLimits.ts");
      await inspectLimit(`${prefix}${name}`, options);
    });
}

function decimal(text: string): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && Number.isFinite(value)) return value;
  throw new InvalidArgumentError("Expected a number of 0 or more.");
}
