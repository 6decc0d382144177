import { registerHooks } from "node:module";
import { extname } from "node:path";

/**
 * Gives files that import "provost" the very copy that runs them, wherever they are: flows and
 * the engine must share one set of contexts. It also makes a checkout work without a build.
 */
export function useOwnPackage(): void {
  const index = new URL(`../index${extname(import.meta.url)}`, import.meta.url).href;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === "provost" ? { url: index, shortCircuit: true } : next(specifier, context),
  });
}
