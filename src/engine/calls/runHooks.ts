import type { Logger } from "../../flow/runs/logger.ts";
import { failureMessage } from "../store/errorJson.ts";

/** Runs hooks one after another. What they throw is logged and changes nothing. */
export async function runHooks<Args extends readonly unknown[]>(
  hooks: readonly ((...args: Args) => unknown)[],
  logger: Logger,
  ...args: Args
): Promise<void> {
  for (const hook of hooks) {
    try {
      await hook(...args);
    } catch (error) {
      logger.error(`Hook "${hook.name || "anonymous"}" failed: ${failureMessage(error)}`);
    }
  }
}
