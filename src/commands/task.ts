import { Command, Option } from "commander";
import { collected, examples, wholeNumber } from "./arguments.ts";
import { type OutputFormat, outputOption } from "./output/format.ts";
import type { DelayTaskOptions } from "./task/delayTask.ts";
import type { ServeTasksOptions } from "./task/serveTasks.ts";

export function taskCommand(): Command {
  const command = new Command("task").description("tasks that run in the background");
  command
    .command("serve")
    .description("execute the background runs of tasks, until Ctrl-C")
    .argument("[file:export...]", "a file and the name under which it exports a task; or a file")
    .option("-m, --module <name>", "a package, or a file, all of its tasks (repeatable)", collected)
    .option("-l, --limit <number>", "how many runs at the same time", wholeNumber(1, 100_000), 10)
    .option("-n, --name <name>", "how the worker is called (default: host and process id)")
    .option("--timeout <duration>", "end after this long, such as 10m")
    .addHelpText("after", examples("provost task serve tasks/mail.ts:sendMail --limit 20"))
    .action(async (targets: string[], options: ServeTasksOptions) => {
      const { serveTasks } = await import("./task/serveTasks.ts");
      await serveTasks(targets, options);
    });
  command
    .command("ls")
    .description("list the tasks: what waits, what runs, and how many processes serve them")
    .addOption(outputOption())
    .addHelpText("after", examples("provost task ls -o json"))
    .action(async (options: { output: OutputFormat }) => {
      const { listTasks } = await import("./task/listTasks.ts");
      await listTasks(options);
    });
  addDelay(command);
  return command;
}

function addDelay(command: Command): void {
  command
    .command("delay")
    .description("send a call of a task to the background")
    .argument("<task>", "the name of the task")
    .argument("[args...]", "what it is called with, in order; each is JSON, or else text")
    .option("--name <name>", "how the run is called (default: as the task)")
    .option("-t, --tag <tag>", "a tag of the run (repeatable)", collected)
    .option("--idempotency-key <key>", "with a key that was used before, answer that run")
    .addOption(
      new Option("--start-in <duration>", "start later, such as '5 minutes'").conflicts("startAt"),
    )
    .option("--start-at <time>", "start at a time, such as 2026-01-31T09:00 or 'tomorrow 9am'")
    .option("-w, --watch", "follow the run; the exit code is 1 unless it completes")
    .addOption(outputOption())
    .addHelpText(
      "after",
      examples("provost task delay send-mail ann@example.com '{\"urgent\": true}' --watch"),
    )
    .action(async (name: string, args: string[], options: DelayTaskOptions) => {
      const { delayTask } = await import("./task/delayTask.ts");
      await delayTask(name, args, options);
    });
}
