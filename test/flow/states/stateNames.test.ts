import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { stateNames } from "../../../src/flow/states/stateNames.ts";

const sql = new URL("../../../sql/", import.meta.url);

/** The quoted words of the functions that look like names of states. */
function wordsOfFunctions(): Set<string> {
  const files = globSync("[3-9]0_*/**/*.sql", { cwd: sql });
  const lines = files.flatMap((file) => readFileSync(new URL(file, sql), "utf8").split("\n"));
  const code = lines.filter((line) => !line.trimStart().startsWith("--")).join("\n");
  return new Set(Array.from(code.matchAll(/'((?:[A-Z][a-z]+)+)'/g), ([, word = ""]) => word));
}

describe("the names of states", () => {
  it("are all those that the functions of the database give", () => {
    const known: string[] = Object.values(stateNames).flat();
    const others = ["AccessShareLock"];
    const unknown = [...wordsOfFunctions()].filter((word) => !known.includes(word));
    expect(unknown.toSorted()).toEqual(others);
  });
});
