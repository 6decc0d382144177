import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** The commit that a folder is at, if git knows it. */
export async function gitCommit(folder: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("git", ["rev-parse", "--verify", "HEAD"], {
      cwd: folder,
      timeout: 2000,
    });
    return stdout.trim() || undefined;
  } catch {
    // No git, or no repository: then there is nothing to say.
    return undefined;
  }
}
