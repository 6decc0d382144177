import type { Logger } from "./logger.ts";
import { runScopes } from "./runScope.ts";

/** Outside of a run there is no log to write to, so that functions of tasks can be tried alone. */
const consoleLogger: Logger = {
  debug: (...message) => console.debug(...message),
  info: (...message) => console.info(...message),
  warn: (...message) => console.warn(...message),
  error: (...message) => console.error(...message),
  critical: (...message) => console.error(...message),
};

/** The logger of the run that the code runs in; outside of a run, one that uses the console. */
export function getLogger(): Logger {
  return runScopes.getStore()?.logger ?? consoleLogger;
}
