import { createHash } from "node:crypto";
import { lstatSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorField, ProvostError } from "../../errors.ts";
import { handOver, type Identity } from "./identity.ts";

// A socket's path holds at most 103 (macOS) or 107 (Linux) bytes, "/.s.PGSQL.5432" included.
const longestFolder = 88;

/**
 * The folder of the server's socket: beside its data, or, when that path is too long for a
 * socket, in the system's temporary folder under a name that follows from the data folder. Only
 * its owner may enter it, which is what protects the server: it asks for no password.
 */
export function ensureSocketFolder(dataFolder: string, identity: Identity): string {
  const folder = socketFolderOf(dataFolder);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (errorField(error, "code") !== "EEXIST") throw error;
    refuseForeign(folder, identity);
  }
  handOver(folder, identity);
  return folder;
}

function socketFolderOf(dataFolder: string): string {
  const beside = `${dataFolder}-socket`;
  if (Buffer.byteLength(beside) <= longestFolder) return beside;
  const hash = createHash("sha256").update(dataFolder).digest("hex").slice(0, 16);
  return join(tmpdir(), `provost-${hash}`);
}

/** The temporary folder is everybody's: somebody else may have made ours to catch connections. */
function refuseForeign(folder: string, identity: Identity): void {
  const { uid, mode } = lstatSync(folder);
  const isOurs = uid === process.getuid?.() || uid === identity.owner;
  if (isOurs && (mode & 0o077) === 0) return;
  throw new ProvostError(
    `${folder} is open to other users, so it cannot hold the server's socket`,
    {
      detail: `It belongs to user ${uid} with mode ${(mode & 0o777).toString(8)}.`,
      hint: "Remove that folder, or set PROVOST_HOME to a shorter path.",
    },
  );
}
