import { createRequire } from "node:module";
import type * as SettingsFile from "../../settings/settings.ts";
import type { Logger } from "./logger.ts";
import { MissingRunContext } from "./runErrors.ts";
import { runScopes } from "./runScope.ts";

/** What is to happen to a line outside of runs; asked at the first such line. */
let whenMissing: SettingsFile.WhenMissingFlow | undefined;

/**
 * The logger of code that runs outside of a run: there is no log to write to, so lines go to the
 * console, and functions of tasks can be tried alone. Kept by a module and used within a run, it
 * writes to that run's log.
 */
export const outsideLogger: Logger = {
  debug: (...line) => write("debug", line),
  info: (...line) => write("info", line),
  warn: (...line) => write("warn", line),
  error: (...line) => write("error", line),
  critical: (...line) => write("critical", line),
};

function write(level: keyof Logger, line: Parameters<Logger["info"]>): void {
  const { logger } = runScopes.getStore() ?? {};
  if (logger) return logger[level](...line);
  complain();
  console[level === "critical" ? "error" : level](...line);
}

function complain(): void {
  if (whenMissing === "ignore") return;
  const isFirst = whenMissing === undefined;
  whenMissing ??= loadSettings().logging.toApiWhenMissingFlow;
  const message = "Something was logged outside of a flow run, which is stored nowhere.";
  const hint =
    "Log within flows and tasks, or set PROVOST_LOGGING_TO_API_WHEN_MISSING_FLOW to ignore.";
  if (whenMissing === "error") throw new MissingRunContext(message, { hint });
  if (whenMissing === "warn" && isFirst) process.emitWarning(message, { detail: hint });
}

/** Settings are above definitions, and slow to load: they are read when they are needed. */
function loadSettings(): SettingsFile.Settings {
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf("."));
  const file: typeof SettingsFile = createRequire(import.meta.url)(
    `../../settings/settings${extension}`,
  );
  return file.loadSettings();
}
