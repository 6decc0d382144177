import { Command, Option } from "commander";
import { examples, yesOption } from "./arguments.ts";
import type { ViewOptions } from "./config/viewSettings.ts";
import { outputOption } from "./output/format.ts";

export function configCommand(): Command {
  const command = new Command("config").description("settings, and where they come from");
  command
    .command("view")
    .description("show the settings that count")
    .option("--show-defaults", "also those that nobody has set")
    .addOption(new Option("--hide-defaults", "the default").hideHelp())
    .addOption(new Option("--show-sources", "the default").hideHelp())
    .option("--hide-sources", "leave out where each comes from")
    .option("--show-secrets", "show addresses with their passwords")
    .addOption(new Option("--hide-secrets", "the default").hideHelp())
    .addOption(outputOption())
    .addHelpText("after", examples("provost config view --show-defaults"))
    .action(async (options: ViewOptions) => {
      const { viewSettings } = await import("./config/viewSettings.ts");
      viewSettings(options);
    });
  command
    .command("set")
    .description("set settings in the active profile")
    .argument("<name=value...>", "such as PROVOST_LOGGING_LEVEL=DEBUG")
    .addHelpText("after", examples("provost config set PROVOST_WORKER_LIMIT=20"))
    .action(async (assignments: string[]) => {
      const { setSettings } = await import("./config/changeSettings.ts");
      setSettings(assignments);
    });
  command
    .command("unset")
    .description("remove settings from the active profile")
    .argument("<name...>", "such as PROVOST_LOGGING_LEVEL")
    .addOption(yesOption().hideHelp())
    .addHelpText("after", examples("provost config unset PROVOST_WORKER_LIMIT"))
    .action(async (names: string[]) => {
      const { unsetSettings } = await import("./config/changeSettings.ts");
      unsetSettings(names);
    });
  command
    .command("validate")
    .description("read all settings and say what is wrong with them")
    .addHelpText("after", examples("provost config validate"))
    .action(async () => {
      const { validateSettings } = await import("./config/changeSettings.ts");
      validateSettings();
    });
  return command;
}
