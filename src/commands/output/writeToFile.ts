import { writeFile } from "node:fs/promises";
import { InvalidInput } from "../../errors.ts";

/** Writes a file that an option names. */
export async function writeToFile(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new InvalidInput(`Could not write ${file}.`, {
      detail: error instanceof Error ? error.message : String(error),
      hint: "Name a file in a folder that there is, and that you may write to.",
      cause: error,
    });
  }
}
