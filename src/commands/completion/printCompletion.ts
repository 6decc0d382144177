import type { Command } from "commander";
import { writeLine } from "../output/print.ts";
import { completionScript, type Shell } from "./completionScript.ts";
import { suggestions } from "./suggestions.ts";

/** Prints the script for a shell or, to the script itself, what may come next. */
export function printCompletion(
  shell: Shell,
  words: readonly string[] | undefined,
  program: Command,
): void {
  if (words === undefined) return writeLine(completionScript(shell));
  for (const { text, description } of suggestions(program, words)) {
    writeLine(shell === "bash" ? text : `${text}${separators[shell]}${description}`);
  }
}

const separators = { zsh: ":", fish: "\t" };
