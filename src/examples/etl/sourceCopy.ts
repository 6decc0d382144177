import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { InvalidInput } from "../../errors.ts";
import { loadSettings } from "../../settings/settings.ts";
import { decodeBytes } from "./decodeBytes.ts";
import { download } from "./download.ts";
import { isUrl } from "./nameTable.ts";

/** What the copy of a source is, and must be again if it has to be made again. */
export interface SourceCopy {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Copies a source, a path or URL, to a local file of plain UTF-8 that is called `name`. Later
 * steps read it at any position, and do not mind what becomes of the source meanwhile.
 * @throws InvalidInput when there is no such source: to try again does not help
 */
export async function copySource(
  source: string,
  name: string,
  signal?: AbortSignal,
): Promise<SourceCopy> {
  const path = pathOf(name);
  await mkdir(dirname(path), { recursive: true });
  await removeOldCopies(dirname(path));
  return await writeCopy(path, source, signal);
}

/**
 * The path of a copy. If it is not there, because another machine has made it, it is made again.
 * @throws InvalidInput when the source is not what it was any more
 */
export async function findCopy(
  source: string,
  name: string,
  copy: SourceCopy,
  signal?: AbortSignal,
): Promise<string> {
  const path = pathOf(name);
  const found = await stat(path).catch(() => undefined);
  if (found?.size === copy.bytes) return path;
  const { sha256 } = await copyOnce(name, source, signal);
  if (sha256 === copy.sha256) return path;
  throw new InvalidInput("The source is not what it was when this run fetched it first.", {
    hint: "Start a new run of the flow.",
  });
}

/** Removes a copy, if it is there. */
export async function removeCopy(name: string): Promise<void> {
  await rm(pathOf(name), { force: true });
}

const pathOf = (name: string): string => resolve(loadSettings().home, "etl", `${name}.csv`);

const copiesUnderWay = new Map<string, Promise<SourceCopy>>();

/** Steps that find the copy missing at the same time share one that is being made. */
async function copyOnce(name: string, source: string, signal?: AbortSignal): Promise<SourceCopy> {
  let copying = copiesUnderWay.get(name);
  if (!copying) {
    copying = copySource(source, name, signal).finally(() => copiesUnderWay.delete(name));
    copiesUnderWay.set(name, copying);
  }
  return await copying;
}

/** Under its name the file is there whole, or not at all. */
async function writeCopy(path: string, source: string, signal?: AbortSignal): Promise<SourceCopy> {
  const partial = `${path}.${randomUUID()}`;
  const hash = createHash("sha256");
  let bytes = 0;
  const measure = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      signal?.throwIfAborted();
      bytes += chunk.length;
      hash.update(chunk);
      yield chunk;
    }
  };
  try {
    const chunks = isUrl(source) ? download(source, signal) : readFileChunks(source);
    await pipeline(measure(decodeBytes(chunks)), createWriteStream(partial, { mode: 0o600 }));
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  return { bytes, sha256: hash.digest("base64url") };
}

async function* readFileChunks(path: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidInput(`The source ${JSON.stringify(path)} cannot be read: ${reason}.`, {
      hint: "Give a path that this worker can read, or an http(s) URL.",
      cause: error,
    });
  }
}

const oldMs = 7 * 24 * 60 * 60 * 1000;

/** What runs have left behind whose worker was lost. */
async function removeOldCopies(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > oldMs) await rm(path, { force: true });
  }
}
