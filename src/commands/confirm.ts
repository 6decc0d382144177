import { createInterface } from "node:readline/promises";
import { errorField } from "../errors.ts";
import { loadSettings } from "../settings/settings.ts";
import { exitCodes } from "./failure.ts";

/**
 * Asks somebody at a terminal whether to go on. Where nobody can answer, as in a pipe or in CI,
 * or wants to be asked (--no-prompt, PROVOST_CLI_PROMPT=false), it goes on. A no shows in the exit
 * code, so that what was to come afterwards in a shell does not.
 */
export async function confirm(
  question: () => Promise<string> | string,
  input: NodeJS.ReadStream = process.stdin,
  output: NodeJS.WriteStream = process.stderr,
): Promise<boolean> {
  if (!input.isTTY || !output.isTTY || !loadSettings().prompt) return true;
  const text = await question();
  const closed = new AbortController();
  const lines = createInterface({ input, output });
  // At Ctrl-D nobody answers any more.
  lines.once("close", () => closed.abort());
  try {
    const answer = await lines.question(`${text} [y/N] `, { signal: closed.signal });
    if (/^y(es)?$/i.test(answer.trim())) return true;
    process.exitCode = exitCodes.failed;
  } catch (error) {
    if (errorField(error, "code") !== "ABORT_ERR") throw error;
    process.exitCode = exitCodes.interrupted;
    output.write("\n");
  } finally {
    lines.close();
  }
  output.write("Nothing was done.\n");
  return false;
}
