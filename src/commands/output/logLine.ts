import type { FlowRunState, LogRecord } from "../../db/cliRows.ts";
import { painted, state as stateCell } from "./cells.ts";
import type { Look } from "./look.ts";

const levels = [
  { least: 50, name: "CRITICAL", colour: "red" },
  { least: 40, name: "ERROR", colour: "red" },
  { least: 30, name: "WARN", colour: "yellow" },
  { least: 20, name: "INFO", colour: "reset" },
  { least: 0, name: "DEBUG", colour: "gray" },
] as const;

/** One line of a run's log, as a terminal or a pipe shows it. */
export function logLine(log: LogRecord, look: Look): string {
  const level = levels.find(({ least }) => log.level >= least) ?? levels[4];
  const subject = log.taskRunName ? `${log.taskRunName} - ` : "";
  const name = painted(level.colour, level.name.padEnd(8), look);
  return `${clockTime(log.timestamp, look)} | ${name} | ${subject}${log.message}`;
}

/** A change of state, as a line among those of the log. */
export function stateLine({ type, name, timestamp, message }: FlowRunState, look: Look): string {
  const words = message ? `: ${message}` : "";
  return `${clockTime(timestamp, look)} | STATE    | ${stateCell(type, name, look)}${words}`;
}

/** What the task runs of a run do now, as a line among those of the log. */
export function tasksLine(counts: string, look: Look): string {
  return `${clockTime(new Date(), look)} | TASKS    | ${counts}`;
}

function clockTime(at: Date, { pretty }: Look): string {
  if (!pretty) return at.toISOString();
  const [hours, minutes, seconds] = [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) =>
    String(part).padStart(2, "0"),
  );
  return `${hours}:${minutes}:${seconds}.${String(at.getMilliseconds()).padStart(3, "0")}`;
}
