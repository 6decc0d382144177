import { Command } from "commander";
import { collected, examples } from "./arguments.ts";
import type { EmitEventOptions } from "./event/emitEvent.ts";
import { outputOption } from "./output/format.ts";

export function eventCommand(): Command {
  const command = new Command("event").alias("events").description("what has happened");
  command
    .command("emit")
    .description("tell that something has happened, to all runs that wait for it")
    .argument("<event>", "its name, such as order.paid")
    .option("--resource-id <id>", "what it happened to, such as order/42")
    .option(
      "-r, --resource <label=value>",
      "a label of that (repeatable); or all as a JSON object",
      collected,
    )
    .option("-p, --payload <json>", "what else there is to say: a JSON object")
    .option("--related <json>", "what else it is about: an object of labels, or a list of them")
    .addOption(outputOption())
    .addHelpText(
      "after",
      examples(`provost event emit order.paid --resource-id order/42 --payload '{"amount": 3}'`),
    )
    .action(async (event: string, options: EmitEventOptions) => {
      const { emitEvent } = await import("./event/emitEvent.ts");
      await emitEvent(event, options);
    });
  return command;
}
