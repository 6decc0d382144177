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
 * Gives files that import "provost" the very copy that runs them, wherever they are: flows and the
 * engine must share one set of contexts. It also makes a checkout work without a build. Other
 * packages that come with Provost, such as zod, are for those files that find none of their own.
 */
export function lendOwnPackages(): void {
  lend(isUserFile, [import.meta.url]);
}

/**
 * Lets pulled code use the packages that the worker has: those of the folder that it was started
 * in, and those that come with Provost. Its own come first, if it has any; but `provost` is
 * always the one that executes it, as two of them would know nothing of each other.
 */
export function lendPackages(root: string, workerFolder: string): void {
  const within = pathToFileURL(root + sep).href;
  const worker = pathToFileURL(join(workerFolder, "package.json")).href;
  lend((file) => file.startsWith(within), [worker, import.meta.url]);
}

function lend(isBorrower: (file: string) => boolean, lenders: readonly string[]): void {
  registerHooks({
    resolve(specifier, context, next) {
      const { parentURL } = context;
      if (parentURL === undefined || !isPackage(specifier) || !isBorrower(parentURL)) {
        return next(specifier, context);
      }
      const own = ownModules.get(specifier);
      if (own !== undefined) return { url: own, shortCircuit: true };
      try {
        return next(specifier, context);
      } catch (error) {
        if (!notFound.has(Reflect.get(Object(error), "code"))) throw error;
        for (const lender of lenders) {
          try {
            return next(specifier, { ...context, parentURL: lender });
          } catch {
            // The next one may have it.
          }
        }
        throw error;
      }
    },
  });
}

/** A package that is installed says itself what it needs: what it lacks is not made good here. */
const isUserFile = (file: string): boolean => !file.includes("/node_modules/");

const isPackage = (specifier: string): boolean =>
  !/^(\.{0,2}\/|\.{1,2}$|#|[a-z]+:)/i.test(specifier);
