import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");
const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) =>
  path.endsWith(".test.ts"),
);

/** `path:line` of every line that fits. */
const linesWith = (pattern: RegExp): string[] =>
  files.flatMap((path) =>
    readFileSync(join(root, path), "utf8")
      .split("\n")
      .flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [])),
  );

describe("the tests", () => {
  it("have no time limit that is the same on a slow machine", () => {
    const ofTests = /^\s*\}, \d[\d_]{3,}\);$|(\{|^\s*) ?timeout: (?!onThisMachine)/;
    expect(linesWith(ofTests)).toEqual([]);
  });

  it("wait for facts with `eventually`, which heeds how slow the machine is", () => {
    expect(linesWith(/\b(expect\.poll|vi\.waitFor|vi\.waitUntil)\(/)).toEqual([]);
  });
});
