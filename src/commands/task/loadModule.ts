import { existsSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type LoadedFile, loadFile, loadingError } from "../loadExport.ts";

/** Imports what a module name means in the current folder: a file of it, or a package. */
export async function loadModule(name: string): Promise<LoadedFile> {
  if (existsSync(name)) return await loadFile(name);
  const parentURL = pathToFileURL(join(process.cwd(), "package.json")).href;
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, specifier === name ? { ...context, parentURL } : context),
  });
  try {
    const exports: Record<string, unknown> = await import(name);
    return { path: name, name, exports };
  } catch (error) {
    throw loadingError(name, error);
  } finally {
    hooks.deregister();
  }
}
