import { createInterface } from "node:readline/promises";
import { loadSettings } from "../settings/settings.ts";

/**
 * Asks somebody at a terminal whether to go on. Where nobody can answer, as in a pipe or in CI,
 * or wants to be asked (--no-prompt, PROVOST_CLI_PROMPT=false), it goes on.
 */
export async function confirm(
  question: () => Promise<string> | string,
  input: NodeJS.ReadStream = process.stdin,
  output: NodeJS.WriteStream = process.stderr,
): Promise<boolean> {
  if (!input.isTTY || !output.isTTY || !loadSettings().prompt) return true;
  const lines = createInterface({ input, output });
  try {
    const answer = await lines.question(`${await question()} [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
