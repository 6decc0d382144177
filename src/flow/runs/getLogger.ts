import type { Logger } from "./logger.ts";
import { outsideLogger } from "./outsideLogger.ts";
import { runScopes } from "./runScope.ts";

/** The logger of the run that the code runs in; outside of a run, one that uses the console. */
export function getLogger(): Logger {
  return runScopes.getStore()?.logger ?? outsideLogger;
}
