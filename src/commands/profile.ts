import { Command } from "commander";
import { examples, type Yes, yesOption } from "./arguments.ts";
import { type OutputFormat, outputOption } from "./output/format.ts";

const load = async () => await import("./profile/profiles.ts");

export function profileCommand(): Command {
  const command = new Command("profile")
    .alias("profiles")
    .description("sets of settings to switch between");
  command
    .command("ls")
    .description("list the profiles; the one that counts has a *")
    .addOption(outputOption())
    .addHelpText("after", examples("provost profile ls"))
    .action(async ({ output }: { output: OutputFormat }) => (await load()).listProfiles(output));
  command
    .command("inspect")
    .description("show the settings of a profile")
    .argument("[name]", "the profile (default: the one that counts)")
    .addOption(outputOption())
    .addHelpText("after", examples("provost profile inspect staging"))
    .action(async (name: string | undefined, { output }: { output: OutputFormat }) =>
      (await load()).inspectProfile(name, output),
    );
  command
    .command("create")
    .description("create a profile")
    .argument("<name>", "how it is called")
    .option("--from <profile>", "the profile whose settings are copied")
    .addHelpText("after", examples("provost profile create staging --from default"))
    .action(async (name: string, { from }: { from?: string }) =>
      (await load()).createProfile(name, from),
    );
  command
    .command("populate-defaults")
    .description("add profiles for the usual places of a database, where there are none so called")
    .addOption(yesOption().hideHelp())
    .addHelpText("after", examples("provost profile populate-defaults && provost profile ls"))
    .action(async () => (await load()).populateProfiles());
  command
    .command("use")
    .description("make a profile the active one")
    .argument("<name>", "the profile")
    .addHelpText("after", examples("provost profile use staging"))
    .action(async (name: string) => (await load()).useProfile(name));
  command
    .command("rename")
    .description("give a profile another name")
    .argument("<name>", "the profile")
    .argument("<new-name>", "how it is called from now on")
    .addHelpText("after", examples("provost profile rename staging test"))
    .action(async (name: string, next: string) => (await load()).renameProfile(name, next));
  command
    .command("delete")
    .description("delete a profile that is not the active one")
    .argument("<name>", "the profile")
    .addOption(yesOption())
    .addHelpText("after", examples("provost profile delete staging"))
    .action(async (name: string, options: Yes) => (await load()).deleteProfile(name, options));
  return command;
}
