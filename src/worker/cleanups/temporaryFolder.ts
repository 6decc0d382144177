import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { InvalidInput } from "../../errors.ts";

const prefix = "provost-worker-";

/** Makes a folder of which `removeTemporaryFolder` knows that it may be removed. */
export const makeTemporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), prefix));

/**
 * Removes a folder that a worker has made, with all that is in it.
 * @throws InvalidInput for any other folder
 */
export async function removeTemporaryFolder(path: string): Promise<void> {
  const isOurs =
    resolve(path) === path && dirname(path) === tmpdir() && basename(path).startsWith(prefix);
  if (!isOurs) {
    throw new InvalidInput(`${JSON.stringify(path)} is no temporary folder of a worker.`, {
      hint: `Only folders ${join(tmpdir(), prefix)}… are removed.`,
    });
  }
  await rm(path, { recursive: true, force: true });
}
