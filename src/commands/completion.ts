import { Argument, Command, Option } from "commander";
import { examples } from "./arguments.ts";
import type { Shell } from "./completion/completionScript.ts";

export function completionCommand(): Command {
  return new Command("completion")
    .description("print what lets a shell complete the commands and options of provost")
    .addArgument(new Argument("<shell>", "which shell").choices(["bash", "zsh", "fish"]))
    .argument("[words...]", "what has been typed so far, as the printed script gives it")
    .addOption(new Option("--suggest", "answer what may come next").hideHelp())
    .addHelpText(
      "after",
      examples(
        "provost completion bash >> ~/.bashrc",
        "provost completion zsh > ~/.zfunc/_provost",
        "provost completion fish > ~/.config/fish/completions/provost.fish",
      ),
    )
    .action(
      async (shell: Shell, words: string[], { suggest }: { suggest?: true }, command: Command) => {
        const { printCompletion } = await import("./completion/printCompletion.ts");
        printCompletion(shell, suggest ? words : undefined, command.parent ?? command);
      },
    );
}
