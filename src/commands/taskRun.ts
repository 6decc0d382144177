import { Command, Option } from "commander";
import { collected, examples, stateName, stateType, wholeNumber } from "./arguments.ts";
import { type OutputFormat, outputOption } from "./output/format.ts";
import type { ListTaskRunsOptions } from "./taskRun/listTaskRuns.ts";
import type { ShowTaskLogsOptions } from "./taskRun/showTaskLogs.ts";

const taskRunHelp = "the task run: its id, or the first digits of it";

export function taskRunCommand(): Command {
  const command = new Command("task-run")
    .alias("task-runs")
    .description("calls of tasks by flow runs");
  command
    .command("ls")
    .description("list task runs, those of the newest flow runs first")
    .option("--flow-run <run>", "only those of one flow run: its id, or its name")
    .option("--task <name>", "only calls of this task (repeatable)", collected)
    .option(
      "--task-run-name <name>",
      "only those called so, such as step-0 (repeatable)",
      collected,
    )
    .option("--state <name>", "in a state of this name (repeatable)", stateName)
    .option("--state-type <type>", "in a state of this type (repeatable)", stateType)
    .option("-l, --limit <number>", "at most so many", wholeNumber(1, 10_000), 15)
    .addOption(outputOption())
    .addHelpText("after", examples("provost task-run ls --flow-run nimble-falcon --state Failed"))
    .action(async (options: ListTaskRunsOptions) => {
      const { listTaskRuns } = await import("./taskRun/listTaskRuns.ts");
      await listTaskRuns(options);
    });
  command
    .command("inspect")
    .description("show everything about a task run: its states, its result or its error")
    .argument("<task-run>", taskRunHelp)
    .addOption(outputOption())
    .addHelpText("after", examples("provost task-run inspect 0198c0de -o json"))
    .action(async (id: string, { output }: { output: OutputFormat }) => {
      const { inspectTaskRun } = await import("./taskRun/inspectTaskRun.ts");
      await inspectTaskRun(id, output);
    });
  command
    .command("logs")
    .helpOption("--help", "display help for command")
    .description("show what a task run has logged")
    .argument("<task-run>", taskRunHelp)
    .addOption(new Option("-h, --head", "only the first lines").conflicts("tail"))
    .option("-t, --tail", "only the last lines")
    .option(
      "-n, --num-logs <number>",
      "how many: the first ones, or with --tail the last (default: 20)",
      wholeNumber(1),
    )
    .option("-r, --reverse", "newest first", false)
    .addOption(outputOption())
    .addHelpText("after", examples("provost task-run logs 0198c0de --tail"))
    .action(async (id: string, options: ShowTaskLogsOptions) => {
      const { showTaskLogs } = await import("./taskRun/showTaskLogs.ts");
      await showTaskLogs(id, options);
    });
  return command;
}
