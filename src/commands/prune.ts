import { Command } from "commander";
import { examples, wholeNumber } from "./arguments.ts";
import { outputOption } from "./output/format.ts";

export function pruneCommand(): Command {
  return new Command("prune")
    .description("remove flow runs that ended, and events that happened, long ago")
    .requiredOption("--older-than <time>", "how long ago, such as 30d or 12h")
    .option("--failed-older-than <time>", "how long ago, of runs that failed or crashed, if longer")
    .option("--dry-run", "only show what there is to remove")
    .option("-y, --yes", "do not ask before")
    .option(
      "--batch-size <number>",
      "how many runs at a time (default: 2000)",
      wholeNumber(1, 5000),
    )
    .addOption(outputOption())
    .addHelpText(
      "after",
      examples(
        "provost prune --older-than 30d --dry-run",
        "provost prune --older-than 30d --failed-older-than 90d --yes",
      ),
    )
    .action(async (options) => {
      const { pruneHistory } = await import("./prune/pruneHistory.ts");
      await pruneHistory(options);
    });
}
