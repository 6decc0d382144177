import { registerHooks } from "node:module";
import { join, sep } from "node:path";
import { pathToFileURL } from "node:url";

const extension = import.meta.url.slice(import.meta.url.lastIndexOf("."));
const ownModules: ReadonlyMap<string, string> = new Map([
  ["provost", new URL(`../../index${extension}`, import.meta.url).href],
  ["provost/testing", new URL(`../../testing/index${extension}`, import.meta.url).href],
]);
const notFound: ReadonlySet<unknown> = new Set(["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"]);

/**
 * Lets pulled code use the packages that the worker has: those of the folder that it was started
 * in, and those that come with Provost. Its own come first, if it has any; but `provost` is
 * always the one that executes it, as two of them would know nothing of each other.
 */
export function lendPackages(root: string, workerFolder: string): void {
  const within = pathToFileURL(root + sep).href;
  const lenders = [pathToFileURL(join(workerFolder, "package.json")).href, import.meta.url];
  registerHooks({
    resolve(specifier, context, next) {
      if (!context.parentURL?.startsWith(within) || !isPackage(specifier)) {
        return next(specifier, context);
      }
      const own = ownModules.get(specifier);
      if (own !== undefined) return { url: own, shortCircuit: true };
      try {
        return next(specifier, context);
      } catch (error) {
        if (!notFound.has(Reflect.get(Object(error), "code"))) throw error;
        for (const parentURL of lenders) {
          try {
            return next(specifier, { ...context, parentURL });
          } catch {
            // The next one may have it.
          }
        }
        throw error;
      }
    },
  });
}

const isPackage = (specifier: string): boolean =>
  !/^(\.{0,2}\/|\.{1,2}$|#|[a-z]+:)/i.test(specifier);
