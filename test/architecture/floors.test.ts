import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const src = resolve(import.meta.dirname, "../../src");

/** What a folder may import besides itself and the ground (files directly in src, and settings). */
const floors: Record<string, readonly string[]> = {
  settings: [],
  flow: [],
  db: [],
  schedules: ["flow"],
  engine: ["flow", "db"],
  services: ["flow", "db", "schedules"],
  worker: ["flow", "db", "engine", "services"],
  server: ["db"],
  examples: ["db"],
  testing: ["flow", "db", "engine", "services"],
  commands: ["flow", "db", "schedules", "engine", "services", "worker", "server"],
};

/** Libraries that only the named files (or folders) import. */
const doors: Record<string, readonly string[]> = {
  pg: ["db/pool.ts"],
  "graphile-worker": ["db/graphileWorker.ts"],
  croner: ["schedules/cronInstants.ts"],
  "rrule-temporal": ["schedules/rrule"],
  superjson: ["engine/store/resultCodec.ts"],
  "lru-cache": ["engine/results/results.ts", "schedules/knownInstants.ts"],
  "@aws-sdk/client-s3": ["engine/results/s3Storage.ts"],
  postgraphile: ["server/"],
  pino: ["log.ts"],
  "pino-pretty": ["log.ts"],
  "cli-table3": ["commands/output/table.ts"],
  "csv-parse": ["examples/", "commands/deployment/readRunParameters.ts"],
  "pg-copy-streams": ["examples/"],
  commander: ["cli.ts", "commands/"],
  "chrono-node": ["commands/deployment/startTime.ts"],
  yaml: ["commands/deploy/readDeploymentsFile.ts"],
  "smol-toml": ["settings/profiles.ts"],
};

interface Import {
  from: string;
  specifier: string;
  /** Loaded when it is needed, which is how a lower floor reaches a higher one. */
  isDynamic: boolean;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, "utf8");
  const from = relative(src, file);
  const found = text.matchAll(/^\s*(?:import|export)\s[^;]*?from "([^"]+)"|import\("([^"]+)"\)/gm);
  return Array.from(found, ([, fixed, dynamic]) => ({
    from,
    specifier: fixed ?? dynamic ?? "",
    isDynamic: fixed === undefined,
  }));
}

const imports = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.(ts|js)$/.test(file))
  .flatMap((file) => importsOf(join(src, file)));

/** Empty on the ground. */
const floorOf = (file: string): string =>
  file.includes("/") && !file.startsWith("settings/") ? (file.split("/")[0] ?? "") : "";

describe("the layout", () => {
  it("is known for every folder", () => {
    const folders = readdirSync(src, { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(folders.map(({ name }) => name).filter((name) => !(name in floors))).toEqual([]);
  });

  it("lets a folder import its own floor or a lower one", () => {
    const wrong = imports
      .filter(({ specifier, isDynamic }) => specifier.startsWith(".") && !isDynamic)
      .map(({ from, specifier }) => ({
        from,
        to: relative(src, resolve(src, dirname(from), specifier)),
      }))
      .filter(({ from, to }) => {
        const [above, below] = [floorOf(from), floorOf(to)];
        return above !== "" && below !== "" && above !== below && !floors[above]?.includes(below);
      });
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it("has one door for each third-party library", () => {
    const wrong = imports.filter(({ from, specifier }) => {
      const library = Object.keys(doors).find(
        (name) => specifier === name || specifier.startsWith(`${name}/`),
      );
      return library !== undefined && !doors[library]?.some((door) => from.startsWith(door));
    });
    expect(wrong.map(({ from, specifier }) => `${from} -> ${specifier}`)).toEqual([]);
  });
});
