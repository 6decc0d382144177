import type { Command } from "commander";
import { prefectCommands } from "./prefectCommands.ts";

export interface ParityRow {
  /** A command of Prefect, without its first word. */
  prefect: string;
  /** What does the same here; null if nothing does. */
  provost: string | null;
  /** What is different, or why there is nothing. */
  note: string | null;
}

/** Prefect's commands, looked up among those that the program has. */
export function parityOf(program: Command): ParityRow[] {
  const names = new Set(commandNames(program));
  return prefectCommands.map(({ prefect, provost, note = null }) => {
    if (provost !== undefined) return { prefect, provost, note };
    if (names.has(prefect)) return { prefect, provost: prefect, note };
    return { prefect, provost: null, note: note ?? "Not yet." };
  });
}

/** All that the program can be told to do, such as `flow-run ls`, aliases among it. */
export function commandNames(command: Command, above = ""): string[] {
  return command.commands.flatMap((child) =>
    [child.name(), ...child.aliases()].flatMap((name) => {
      const path = above ? `${above} ${name}` : name;
      return child.commands.length > 0 ? commandNames(child, path) : [path];
    }),
  );
}
