import { runScopes } from "../../flow/runs/runScope.ts";
import { CallScope } from "../calls/callScope.ts";

const methods = ["debug", "log", "info", "warn", "error"] as const;

const installed = new WeakSet<object>();

/**
 * Sends `console` output of code that runs in a scope that wants it to the log of its run. Output
 * of all other code goes where it went before.
 */
export function capturePrints(): void {
  for (const method of methods) {
    const original = console[method];
    // Others may have put a function of their own in the place of ours.
    if (installed.has(original)) continue;
    const level = method === "log" ? "info" : method;
    const capture = (...parts: unknown[]) => {
      const scope = runScopes.getStore();
      if (scope instanceof CallScope && scope.capturesPrints) {
        scope.logger.log(level, parts);
      } else {
        original.apply(console, parts);
      }
    };
    installed.add(capture);
    console[method] = capture;
  }
}
