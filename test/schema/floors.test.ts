import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { readSources } from "../../src/db/migrate/sources.ts";
import { createdObjects, withoutComments } from "../../src/db/migrate/createdObjects.ts";

const { kernel, repeatables } = readSources();
const files = [...kernel, ...repeatables];

const floorOf = (path: string): string => path.split("/")[0] ?? "";

/** Function or view -> the floor of the file that creates it. */
const floors = new Map(
  files.flatMap(({ path, text }) =>
    createdObjects(text)
      .filter((object) => !object.startsWith("trigger "))
      .map((object) => [object.replace(/^\w+ /, ""), floorOf(path)] as const),
  ),
);

/** What a file calls or reads; hints to people, between quotes, may name anything. */
const namesIn = (text: string): string[] =>
  withoutComments(text)
    .replace(/'[^'\n]*'/g, "''")
    .match(/\bprovost(?:_private)?\.\w+/g) ?? [];

describe("the floors of sql/", () => {
  it("stand on their own floor or a lower one", () => {
    const climbing = files.flatMap(({ path, text }) =>
      namesIn(text)
        .filter((name) => (floors.get(name) ?? "") > floorOf(path))
        .map((name) => `${path} uses ${name} of ${floors.get(name)}`),
    );
    expect(climbing).toEqual([]);
  });

  it("know graphile-worker on one floor only", () => {
    const knowing = files
      .filter(({ text }) => withoutComments(text).includes("graphile_worker"))
      .map(({ path }) => floorOf(path));
    expect([...new Set(knowing)]).toEqual(["50_dispatch"]);
  });

  it("hold one function or view a file, named for it", () => {
    const misnamed = files.flatMap(({ path, text }) => {
      const made = createdObjects(text).filter((object) => !object.startsWith("trigger "));
      const name = basename(path, ".sql");
      const isRight = made.every((object) => object.endsWith(`.${name}`));
      return isRight ? [] : [`${path} creates ${made.join(", ")}`];
    });
    expect(misnamed).toEqual([]);
  });

  it("use no name twice, not even in both schemas", () => {
    const names = [...floors.keys()].map((name) => name.split(".")[1]);
    expect(names.filter((name, i) => names.indexOf(name) < i)).toEqual([]);
  });

  it("keep functions out of migrations, where nobody would look for them", () => {
    const made = readSources().migrations.flatMap(({ path, text }) =>
      createdObjects(text).map((object) => `${path} creates ${object}`),
    );
    expect(made).toEqual([]);
  });
});

describe("sql/README.md", () => {
  it("names files and folders that exist", () => {
    const text = readFileSync(new URL("../../sql/README.md", import.meta.url), "utf8");
    const named = [...text.matchAll(/`(\d\d_\w+\/[\w/.]*)`/g)].map(([, path]) => path ?? "");
    const isThere = (path: string): boolean => files.some((file) => file.path.startsWith(path));
    expect(named.length).toBeGreaterThan(25);
    expect(named.filter((path) => !isThere(path))).toEqual([]);
  });
});
