import { Command, Option } from "commander";
import { InvalidInput } from "../errors.ts";
import { collected, examples, stateType, wholeNumber, stateName } from "./arguments.ts";
import type { BulkOptions, BulkVerb } from "./flowRun/bulkFlowRuns.ts";
import type { ExecuteFlowRunOptions } from "./flowRun/executeFlowRun.ts";
import type { ListFlowRunsOptions } from "./flowRun/listFlowRuns.ts";
import type { RetryFlowRunsOptions } from "./flowRun/retryFlowRuns.ts";
import { addFilterOptions, isFiltered } from "./flowRun/runFilterOptions.ts";
import type { SendInputOptions } from "./flowRun/sendInput.ts";
import type { ShowLogsOptions } from "./flowRun/showLogs.ts";
import type { WatchOptions } from "./flowRun/watchFlowRunById.ts";
import { type OutputFormat, outputOption } from "./output/format.ts";

const runHelp = "the run: its id, the first digits of it, or its name";

export function flowRunCommand(): Command {
  const command = new Command("flow-run").alias("flow-runs").description("runs of flows");
  addList(command);
  command
    .command("inspect")
    .description("show everything about a run: its states, task runs, result or error")
    .argument("<run>", runHelp)
    .option("--task-runs <number>", "show at most so many task runs", wholeNumber(0), 20)
    .addOption(outputOption())
    .addHelpText("after", examples("provost flow-run inspect nimble-falcon -o json"))
    .action(async (id: string, options: { taskRuns: number; output: OutputFormat }) => {
      const { inspectFlowRun } = await import("./flowRun/inspectFlowRun.ts");
      await inspectFlowRun(id, options);
    });
  command
    .command("why")
    .description("tell what a run waits for: every limit, pause or time that holds it back")
    .argument("<run>", runHelp)
    .addOption(outputOption())
    .addHelpText("after", examples("provost flow-run why nimble-falcon"))
    .action(async (id: string, { output }: { output: OutputFormat }) => {
      const { explainWaiting } = await import("./flowRun/explainWaiting.ts");
      await explainWaiting(id, output);
    });
  addLogs(command);
  command
    .command("watch")
    .description("follow a run until it ends; the exit code is 1 unless it completes")
    .argument("<run>", runHelp)
    .option("--timeout <duration>", "stop following after this long, such as 10m")
    .addOption(outputOption())
    .addHelpText("after", examples("provost flow-run watch nimble-falcon"))
    .action(async (id: string, options: WatchOptions) => {
      const { watchFlowRunById } = await import("./flowRun/watchFlowRunById.ts");
      await watchFlowRunById(id, options);
    });
  addBulk(command, "cancel", {
    description: "cancel runs: at once if they wait; if they run, their workers stop them",
    examples: ["cancel nimble-falcon", "cancel --flow etl --state-type SCHEDULED --dry-run"],
  });
  addRetry(command);
  addBulk(command, "delete", {
    description: "delete runs with all that belongs to them; those that run are refused",
    examples: ["delete nimble-falcon", "delete --older-than 90d --state-type COMPLETED --dry-run"],
  });
  addExecute(command);
  addPauses(command);
  addSendInput(command);
  return command;
}

interface BulkHelp {
  description: string;
  examples: string[];
}

function addBulk(command: Command, verb: BulkVerb, help: BulkHelp): void {
  bulkCommand(command, verb, help)
    .option("--all", "all runs that the other options leave")
    .action(async (runs: string[], options: BulkOptions) => {
      if (verb === "cancel" && isNamedOnly(runs, options)) {
        const { cancelFlowRuns } = await import("./flowRun/cancelFlowRuns.ts");
        return await cancelFlowRuns(runs, options.output);
      }
      const { bulkFlowRuns } = await import("./flowRun/bulkFlowRuns.ts");
      await bulkFlowRuns(verb, runs, options);
    });
}

function addRetry(command: Command): void {
  bulkCommand(command, "retry", {
    description:
      "run flow runs again that have ended; what has completed is not repeated. " +
      "Those that options find have failed or crashed, unless options say otherwise",
    examples: [
      "retry nimble-falcon --from-task load",
      "retry --deployment etl/nightly --created-after 2026-01-31 --dry-run",
    ],
  })
    .addOption(
      new Option(
        "--from-task <task>",
        "run this task run (its key, id or name), and all that started after it, again",
      ).conflicts("all"),
    )
    .option("--all", "run everything again")
    .option(
      "-e, --entrypoint <file:export>",
      "where the flow is: run it again here and now, such as a run without a deployment",
    )
    .action(async (runs: string[], options: BulkOptions & RetryFlowRunsOptions) => {
      if (options.entrypoint !== undefined) {
        const { retryHere } = await import("./flowRun/retryHere.ts");
        return await retryHere(runs, options.entrypoint, options);
      }
      if (isNamedOnly(runs, options)) {
        const { retryFlowRuns } = await import("./flowRun/retryFlowRuns.ts");
        return await retryFlowRuns(runs, options);
      }
      const { bulkFlowRuns } = await import("./flowRun/bulkFlowRuns.ts");
      const { all, fromTask, ...rest } = options;
      if (all || fromTask !== undefined) {
        throw new InvalidInput("--from-task and --all go with runs that are named.", {
          hint: "Name the runs, and leave out the options that filter.",
        });
      }
      await bulkFlowRuns("retry", runs, rest);
    });
}

function bulkCommand(command: Command, verb: BulkVerb, help: BulkHelp): Command {
  const bulk = command.command(verb).description(help.description).argument("[run...]", runHelp);
  return addFilterOptions(bulk)
    .option("--dry-run", "only count the runs that are meant")
    .option("--batch-size <number>", "how many at a time (default: 500)", wholeNumber(1, 5000))
    .option("-y, --yes", "do not ask before")
    .addOption(outputOption())
    .addHelpText("after", examples(...help.examples.map((line) => `provost flow-run ${line}`)));
}

/** Named runs are answered one by one. */
function isNamedOnly(runs: readonly string[], options: BulkOptions): boolean {
  return runs.length > 0 && !isFiltered(options) && !options.dryRun;
}

function addExecute(command: Command): void {
  command
    .command("execute")
    .description("execute a run that waits here and now; the exit code is 1 unless it completes")
    .argument("[run]", `${runHelp} (default: what PROVOST_FLOW_RUN_ID says)`)
    .option("--entrypoint <file:export>", "where the flow is, if not where its deployment says")
    .addHelpText("after", examples("provost flow-run execute nimble-falcon"))
    .action(async (id: string | undefined, options: ExecuteFlowRunOptions) => {
      const { executeFlowRun } = await import("./flowRun/executeFlowRun.ts");
      await executeFlowRun(id, options);
    });
}

function addPauses(command: Command): void {
  command
    .command("suspend")
    .alias("pause")
    .description("suspend runs at their next task, until they are resumed")
    .argument("<run...>", runHelp)
    .option("--timeout <duration>", "fail the runs unless they are resumed within it, such as 1d")
    .addOption(outputOption())
    .addHelpText("after", examples("provost flow-run suspend nimble-falcon --timeout 86400"))
    .action(async (ids: string[], options: { timeout?: string; output: OutputFormat }) => {
      const { suspendFlowRuns } = await import("./flowRun/changeFlowRuns.ts");
      await suspendFlowRuns(ids, options.timeout, options.output);
    });
  command
    .command("resume")
    .description("let paused and suspended runs go on, with the input that they wait for")
    .argument("<run...>", runHelp)
    .option("--input <json>", "what the code of the run receives")
    .addOption(outputOption())
    .addHelpText("after", examples(`provost flow-run resume nimble-falcon --input '{"ok": true}'`))
    .action(async (ids: string[], options: { input?: string; output: OutputFormat }) => {
      const { resumeFlowRuns } = await import("./flowRun/changeFlowRuns.ts");
      await resumeFlowRuns(ids, options.input, options.output);
    });
}

function addSendInput(command: Command): void {
  command
    .command("send-input")
    .description("send a value to a run, whose code receives it with `receiveInput`")
    .argument("<run>", runHelp)
    .argument("<json>", "the value, as JSON")
    .option("--key-prefix <prefix>", "under which its code asks for it", "")
    .option("--key <key>", "what is sent again with its key is sent once")
    .addOption(outputOption())
    .addHelpText(
      "after",
      examples(`provost flow-run send-input nimble-falcon '{"page": 2}' --key-prefix pages`),
    )
    .action(async (run: string, value: string, options: SendInputOptions) => {
      const { sendInput } = await import("./flowRun/sendInput.ts");
      await sendInput(run, value, options);
    });
}

function addList(command: Command): void {
  command
    .command("ls")
    .description("list runs, newest first, but for those that are planned ahead")
    .option("--state <name>", "in a state of this name, such as Late (repeatable)", stateName)
    .option("--state-type <type>", "in a state of this type (repeatable)", stateType)
    .option("--flow, --flow-name <name>", "only runs of this flow (repeatable)", collected)
    .option("--deployment <name>", "only runs of this deployment, flow/deployment")
    .option("-l, --limit <number>", "at most so many", wholeNumber(1, 10_000), 15)
    .option("--upcoming", "also what schedules have planned ahead")
    .option("-a, --all", "also runs of tasks that are called outside of flows")
    .addOption(outputOption())
    .addHelpText(
      "after",
      examples("provost flow-run ls --state-type FAILED --deployment etl/nightly --limit 5"),
    )
    .action(async (options: ListFlowRunsOptions) => {
      const { listFlowRuns } = await import("./flowRun/listFlowRuns.ts");
      await listFlowRuns(options);
    });
}

function addLogs(command: Command): void {
  command
    .command("logs")
    .helpOption("--help", "display help for command")
    .description("show what a run has logged")
    .argument("<run>", runHelp)
    .addOption(
      new Option("-f, --follow", "go on with new lines until the run ends")
        .conflicts(["head", "reverse"])
        .default(false),
    )
    .addOption(new Option("-h, --head", "only the first lines").conflicts("tail"))
    .option("-t, --tail", "only the last lines")
    .option(
      "-n, --num-logs <number>",
      "how many: the first ones, or with --tail the last (default: 20)",
      wholeNumber(1),
    )
    .option("-r, --reverse", "newest first", false)
    .addOption(outputOption())
    .addHelpText("after", examples("provost flow-run logs nimble-falcon --follow"))
    .action(async (id: string, options: ShowLogsOptions) => {
      const { showLogs } = await import("./flowRun/showLogs.ts");
      await showLogs(id, options);
    });
}
