import { Command, InvalidArgumentError } from "commander";
import { examples } from "./arguments.ts";
import { type OutputFormat, outputOption } from "./output/format.ts";

const load = async () => await import("./fairness/fairnessWeights.ts");
const keyHelp = "a fairness key of runs, such as a tenant";

export function fairnessCommand(): Command {
  const command = new Command("fairness").description(
    "how many runs of a fairness key start for each one of another",
  );
  command
    .command("ls")
    .description("list the fairness keys that have a weight of their own; others have 1")
    .addOption(outputOption())
    .addHelpText("after", examples("provost fairness ls"))
    .action(async ({ output }: { output: OutputFormat }) => (await load()).listWeights(output));
  command
    .command("set")
    .description("give a fairness key a weight, in every queue, from now on")
    .argument("<key>", keyHelp)
    .argument("<weight>", "with 3, three runs start for each one of a key of weight 1", weight)
    .addHelpText("after", examples("provost fairness set acme 3"))
    .action(async (key: string, value: number) => (await load()).setWeight(key, value));
  command
    .command("reset")
    .description("give a fairness key the weight 1 again")
    .argument("<key>", keyHelp)
    .addHelpText("after", examples("provost fairness reset acme"))
    .action(async (key: string) => (await load()).setWeight(key, null));
  return command;
}

function weight(text: string): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value >= 0.001 && value <= 1000) return value;
  throw new InvalidArgumentError("Expected a number from 0.001 to 1000.");
}
