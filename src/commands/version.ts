import { Command, Option } from "commander";
import { version } from "../version.ts";
import { examples } from "./arguments.ts";
import { type OutputFormat, outputOption } from "./output/format.ts";

export function versionCommand(): Command {
  return new Command("version")
    .description("show the versions of Provost and of what it runs on")
    .addOption(new Option("--omit-integrations", "there are none").hideHelp())
    .addOption(outputOption())
    .addHelpText("after", examples("provost version -o json"))
    .action(async ({ output }: { output: OutputFormat }) => {
      const { printRecord } = await import("./output/print.ts");
      const versions = {
        provost: version,
        node: process.versions.node,
        platform: `${process.platform} ${process.arch}`,
      };
      const fields = [
        { heading: "Provost", cell: () => versions.provost },
        { heading: "Node.js", cell: () => versions.node },
        { heading: "Platform", cell: () => versions.platform },
      ];
      printRecord(versions, fields, output);
    });
}
