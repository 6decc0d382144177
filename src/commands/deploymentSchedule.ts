import { Command, Option } from "commander";
import { examples, keyValue, wholeNumber, type Yes, yesOption } from "./arguments.ts";
import type { CreateScheduleOptions } from "./deploymentSchedule/createSchedule.ts";
import type { PreviewStoredOptions } from "./deploymentSchedule/previewStored.ts";
import { type OutputFormat, outputOption } from "./output/format.ts";

const deploymentHelp = "the deployment, as flow/deployment or by its id";
const scheduleHelp = "the schedule, by its slug or its id";

interface Output {
  output: OutputFormat;
}

export function deploymentScheduleCommand(): Command {
  const command = new Command("schedule").description("when runs of a deployment are planned");
  command
    .command("ls")
    .description("list the schedules of a deployment")
    .argument("<deployment>", deploymentHelp)
    .addOption(outputOption())
    .addHelpText("after", examples("provost deployment schedule ls etl/nightly"))
    .action(async (deployment: string, { output }: Output) => {
      const { listSchedules } = await import("./deploymentSchedule/listSchedules.ts");
      await listSchedules(deployment, output);
    });
  addCreate(command);
  addSwitch(command, "pause", "switch a schedule off; what it planned is forgotten", false);
  addSwitch(command, "resume", "switch a schedule on again", true);
  command
    .command("delete")
    .description("delete a schedule and the runs that it planned; history stays")
    .argument("<deployment>", deploymentHelp)
    .argument("<schedule>", scheduleHelp)
    .addOption(yesOption())
    .addHelpText("after", examples("provost deployment schedule delete etl/nightly hourly"))
    .action(async (deployment: string, schedule: string, options: Yes) => {
      const { deleteSchedules } = await import("./deploymentSchedule/changeSchedules.ts");
      await deleteSchedules(deployment, schedule, options);
    });
  command
    .command("clear")
    .description("delete all schedules of a deployment")
    .argument("<deployment>", deploymentHelp)
    .addOption(yesOption())
    .addHelpText("after", examples("provost deployment schedule clear etl/nightly"))
    .action(async (deployment: string, options: Yes) => {
      const { deleteSchedules } = await import("./deploymentSchedule/changeSchedules.ts");
      await deleteSchedules(deployment, undefined, options);
    });
  addPreview(command);
  addRuns(command);
  return command;
}

function addCreate(command: Command): void {
  command
    .command("create")
    .description("add a schedule to a deployment")
    .argument("<deployment>", deploymentHelp)
    .option(
      "--cron <pattern>",
      "minute hour day month weekday; six: seconds first; seven: the year last",
    )
    .option("--interval <duration>", "in seconds, or such as 15m, '1h 30m' or P1D")
    .option("--rrule <rule>", "an iCalendar recurrence (RFC 5545), such as FREQ=WEEKLY;BYDAY=MO")
    .option("--anchor-date <time>", "what an interval is counted from (default: now)")
    .addOption(
      new Option("--day-or [boolean]", "whether a cron day fits the day of month or the weekday")
        .choices(["true", "false"])
        .preset("true")
        .default("true"),
    )
    .option("--timezone <name>", "whose clocks it follows, such as Europe/Berlin (default: UTC)")
    .option("--slug <name>", "its name within the deployment")
    .option("--replaces <slug>", "the schedule that becomes this one, with its id and history")
    .option("-p, --param <key=value>", "a parameter of its runs (repeatable)", keyValue)
    .option("--params <json>", "parameters as one JSON object; - reads standard input")
    .option("--active", "plan runs from now on (the default)")
    .addOption(new Option("--inactive", "plan nothing before it is resumed").conflicts("active"))
    .option("--replace", "in place of all other schedules of the deployment")
    .addOption(yesOption())
    .addOption(
      new Option("--catch-up <way>", "what becomes of times at which no run could start").choices([
        "planned",
        "all",
        "last",
        "window",
        "skip",
      ]),
    )
    .option("--catch-up-window <duration>", "how late a run may start, with --catch-up window")
    .option("--max-catch-up <number>", "at most so many late runs", wholeNumber(1, 1000))
    .addOption(
      new Option("--overlap <way>", "what becomes of a run while an earlier one goes on").choices([
        "allow",
        "skip",
        "queue",
        "cancel_running",
      ]),
    )
    .option("--max-scheduled-runs <number>", "at most so many planned ahead", wholeNumber(1, 50))
    .addOption(outputOption())
    .addHelpText(
      "after",
      examples(
        "provost deployment schedule create etl/nightly --cron '0 2 * * *' --slug nightly",
        "provost deployment schedule create etl/nightly --interval 15m --overlap skip --replace",
      ),
    )
    .action(async (deployment: string, options: CreateScheduleOptions) => {
      const { createSchedule } = await import("./deploymentSchedule/createSchedule.ts");
      await createSchedule(deployment, options);
    });
}

function addSwitch(command: Command, verb: string, description: string, active: boolean): void {
  command
    .command(verb)
    .description(description)
    .argument("[deployment]", deploymentHelp)
    .argument("[schedule]", scheduleHelp)
    .option("--all", "all schedules of the deployment, or of every one if none is named")
    .addOption(yesOption())
    .addHelpText(
      "after",
      examples(
        `provost deployment schedule ${verb} etl/nightly hourly`,
        `provost deployment schedule ${verb} --all`,
      ),
    )
    .action(
      async (
        deployment: string | undefined,
        schedule: string | undefined,
        options: Yes & { all?: true },
      ) => {
        const { switchSchedules } = await import("./deploymentSchedule/changeSchedules.ts");
        await switchSchedules({ deployment, schedule, active, ...options });
      },
    );
}

function addPreview(command: Command): void {
  command
    .command("preview")
    .description("show when a schedule is due")
    .argument("<deployment>", deploymentHelp)
    .argument("<schedule>", scheduleHelp)
    .option("--from <time>", "the first time that may be shown (default: now)")
    .option("--until <time>", "the last time that may be shown")
    .option(
      "--count <number>",
      "how many times to show (default: 10, or 1000 with --until)",
      wholeNumber(1, 1000),
    )
    .addOption(outputOption())
    .addHelpText("after", examples("provost deployment schedule preview etl/nightly hourly"))
    .action(async (deployment: string, schedule: string, options: PreviewStoredOptions) => {
      const { previewStored } = await import("./deploymentSchedule/previewStored.ts");
      await previewStored(deployment, schedule, options);
    });
}

function addRuns(command: Command): void {
  command
    .command("backfill")
    .description("run what was not run in a stretch of the past")
    .argument("<deployment>", deploymentHelp)
    .argument("<schedule>", scheduleHelp)
    .requiredOption("--from <time>", "the first time that belongs to it")
    .option("--to <time>", "the last time that belongs to it (default: now)")
    .addHelpText(
      "after",
      examples("provost deployment schedule backfill etl/nightly hourly --from 2026-01-01"),
    )
    .action(
      async (deployment: string, schedule: string, options: { from: string; to?: string }) => {
        const { backfillSchedule } = await import("./deploymentSchedule/scheduledRuns.ts");
        await backfillSchedule(deployment, schedule, options);
      },
    );
  for (const [verb, description] of [
    ["skip", "skip the next run of a schedule"],
    ["run-early", "start the next run of a schedule now, instead of at its time"],
  ] as const) {
    command
      .command(verb)
      .description(description)
      .argument("<deployment>", deploymentHelp)
      .argument("<schedule>", scheduleHelp)
      .option("--at <time>", "not the next run, but that of this time")
      .addHelpText("after", examples(`provost deployment schedule ${verb} etl/nightly hourly`))
      .action(async (deployment: string, schedule: string, options: { at?: string }) => {
        const { changeComingRun } = await import("./deploymentSchedule/scheduledRuns.ts");
        await changeComingRun(deployment, schedule, { ...options, verb });
      });
  }
  command
    .command("missed")
    .description("list the runs of a schedule that were skipped")
    .argument("<deployment>", deploymentHelp)
    .argument("<schedule>", scheduleHelp)
    .option("--since <time>", "only those from this time on")
    .addOption(outputOption())
    .addHelpText("after", examples("provost deployment schedule missed etl/nightly hourly"))
    .action(async (deployment: string, schedule: string, options: Output & { since?: string }) => {
      const { listMissedRuns } = await import("./deploymentSchedule/scheduledRuns.ts");
      await listMissedRuns(deployment, schedule, options);
    });
}
