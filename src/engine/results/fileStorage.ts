import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { errorField } from "../../errors.ts";
import { ResultStorageFailed } from "../../flow/runs/runErrors.ts";
import type { ResultStorage } from "../../flow/results/resultStorage.ts";

/** Results as files of a folder. A file is written under another name first, so that it is whole. */
export class FileStorage implements ResultStorage {
  readonly address: string;
  readonly #folder: string;

  /** `file:///absolute`, or `file:relative` to the working directory. */
  constructor(address: string) {
    this.#folder = address.startsWith("file:/")
      ? fileURLToPath(address)
      : resolve(decodeURIComponent(address.slice("file:".length)));
    this.address = pathToFileURL(this.#folder).href;
  }

  async write(key: string, bytes: Uint8Array): Promise<void> {
    try {
      await this.#writeWhole(join(this.#folder, key), bytes);
    } catch (error) {
      throw withHint(error);
    }
  }

  async #writeWhole(path: string, bytes: Uint8Array): Promise<void> {
    const folder = dirname(path);
    await makeFolder(folder);
    await this.#refuseOutside(folder);
    const unfinished = join(
      folder,
      `.${basename(path).slice(0, 100)}.${randomBytes(6).toString("hex")}`,
    );
    try {
      const file = await open(unfinished, "wx");
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(unfinished, path);
    } catch (error) {
      await rm(unfinished, { force: true }).catch(() => {});
      throw error;
    }
  }

  async read(key: string): Promise<Uint8Array | undefined> {
    const path = join(this.#folder, key);
    try {
      await this.#refuseOutside(path);
      return await readFile(path);
    } catch (error) {
      if (errorField(error, "code") === "ENOENT") return undefined;
      throw withHint(error);
    }
  }

  async delete(key: string): Promise<void> {
    await rm(join(this.#folder, key), { force: true });
  }

  /** Keys cannot lead out of the folder, but links in it could. */
  async #refuseOutside(path: string): Promise<void> {
    const [real, root] = await Promise.all([realpath(path), realpath(this.#folder)]);
    if (real === root || real.startsWith(root.endsWith(sep) ? root : root + sep)) return;
    throw new ResultStorageFailed(`${path} is a link that leads out of the folder of results.`);
  }
}

/**
 * Makes a folder with those that it is in. Each is tried once more after the one around it was
 * made: Node's own `recursive` tries for ever where nothing can be made, as below /proc.
 */
async function makeFolder(path: string): Promise<void> {
  if (await isFolder(path)) return;
  const around = dirname(path);
  if (around !== path) await makeFolder(around);
  try {
    await mkdir(path);
  } catch (error) {
    if (!(await isFolder(path))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

function withHint(error: unknown): unknown {
  if (typeof errorField(error, "code") !== "string" || !(error instanceof Error)) return error;
  return new ResultStorageFailed(error.message, {
    hint: "Check that the folder is one, that this process may write there, and that its disk has room.",
    cause: error,
  });
}
