import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface SqlFile {
  /** Path inside the sql folder, with forward slashes. */
  path: string;
  text: string;
}

export interface Sources {
  /** Functions that tables may use: loaded before the migrations. */
  kernel: SqlFile[];
  /** Tables, types, indexes, constraints: applied once, in order of their number. */
  migrations: SqlFile[];
  /** Functions, views, triggers, comments and grants: applied whole whenever one of them changes. */
  repeatables: SqlFile[];
  /** Changes when any file changes, or the release of graphile-worker. */
  fingerprint: string;
  /** The release that these sources belong to. */
  version: string;
}

// `src/db/migrate` and `dist/db/migrate` are equally deep below the package.
const packageFolder = fileURLToPath(new URL("../../../", import.meta.url));
const floor = /^\d\d_/;

/**
 * Reads the whole sql folder, the package's own unless another is given; files in order of their
 * paths. Every start does this, so it does no more than it must.
 */
export function readSources(sqlFolder = join(packageFolder, "sql")): Sources {
  const files = readdirSync(sqlFolder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".sql") && (floor.test(path) || path.startsWith("migrations/")))
    .sort()
    .map((path) => ({ path, text: readText(join(sqlFolder, path)) }));
  const { version, queueVersion } = readPackage();
  return {
    kernel: files.filter(({ path }) => path.startsWith("00_")),
    migrations: files.filter(({ path }) => path.startsWith("migrations/")),
    repeatables: files.filter(({ path }) => floor.test(path) && !path.startsWith("00_")),
    fingerprint: sha256(JSON.stringify([queueVersion, files])),
    version,
  };
}

/** A checkout that turned line ends round must not look like an edit. */
const readText = (file: string): string => readFileSync(file, "utf8").replaceAll("\r\n", "\n");

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

function readPackage(): { version: string; queueVersion: string } {
  const manifest: { version: string; dependencies: Record<string, string> } = JSON.parse(
    readFileSync(join(packageFolder, "package.json"), "utf8"),
  );
  return {
    version: manifest.version,
    queueVersion: manifest.dependencies["graphile-worker"] ?? "unknown",
  };
}
