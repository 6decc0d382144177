import type { LogRecord } from "../../db/cliRows.ts";
import type { OutputFormat } from "./format.ts";
import { logLine } from "./logLine.ts";
import { stdoutLook } from "./look.ts";
import { say, writeLine } from "./print.ts";

/** Prints the lines of a log; `owner` begins the sentence that says that there are none. */
export function writeLogLines(
  lines: readonly LogRecord[],
  output: OutputFormat,
  owner: string,
): void {
  if (output === "json") return writeLine(JSON.stringify(lines, null, 2));
  lines.forEach(logLineWriter(output));
  if (lines.length === 0) say(`${owner} has logged nothing.`);
}

/** How one line is printed. */
export function logLineWriter(output: OutputFormat): (line: LogRecord) => void {
  if (output !== "table") return (line) => writeLine(JSON.stringify(line));
  const look = stdoutLook();
  return (line) => writeLine(logLine(line, look));
}
