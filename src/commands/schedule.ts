import { Command } from "commander";
import { examples, wholeNumber } from "./arguments.ts";
import { outputOption } from "./output/format.ts";
import type { PreviewOptions } from "./schedule/previewSchedule.ts";

export function scheduleCommand(): Command {
  const command = new Command("schedule").description("when runs are due");
  command
    .command("preview")
    .description("show when a schedule would run, without creating it")
    .option(
      "--cron <pattern>",
      "minute hour day month weekday; six: seconds first; seven: the year last",
    )
    .option("--interval <duration>", "in seconds, or such as 15m, '1h 30m' or P1D")
    .option("--rrule <rule>", "an iCalendar recurrence (RFC 5545), such as FREQ=WEEKLY;BYDAY=MO")
    .option("--timezone <name>", "whose clocks it follows, such as Europe/Berlin (default: UTC)")
    .option("--anchor-date <time>", "what an interval is counted from (default: now)")
    .option("--day-and", "let a cron day fit both the day of month and the weekday, not either")
    .option("--from <time>", "the first time that may be shown (default: now)")
    .option("--until <time>", "the last time that may be shown")
    .option(
      "--count <number>",
      "how many times to show (default: 10, or 1000 with --until)",
      wholeNumber(1, 1000),
    )
    .addOption(outputOption())
    .addHelpText(
      "after",
      [
        "",
        "Times without an offset are read in the time zone given.",
        examples(
          "provost schedule preview --cron '0 9 * * mon-fri' --timezone Europe/Berlin",
          "provost schedule preview --interval 1d --anchor-date 2026-01-01T09:00 --count 3",
          "provost schedule preview --rrule 'FREQ=MONTHLY;BYDAY=-1FR' --until 2027-01-01 -o json",
        ),
      ].join("\n"),
    )
    .action(async (options: PreviewOptions) => {
      const { previewSchedule } = await import("./schedule/previewSchedule.ts");
      previewSchedule(options);
    });
  return command;
}
