import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { exponentialBackoff, listRetryDelays } from "../../src/flow/retries.ts";
import { task } from "../../src/flow/task.ts";

interface Vector {
  id: string;
  kind: string;
  function?: string;
  args?: [number, number];
  retries?: number;
  retryDelay?: number | number[];
  jitterFactor?: number | null;
  expected: { valid?: boolean } | number | number[];
}

const file = new URL("../../../shared/vectors/retries.json", import.meta.url);
const vectors: Vector[] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];

/** Whether a task can be made as the vector says. */
function isValid({ retries = 0, retryDelay = 0, jitterFactor }: Vector): boolean {
  const jitter = typeof jitterFactor === "number" ? { retryJitterFactor: jitterFactor } : {};
  try {
    task({ name: "x", retries, retryDelaySeconds: retryDelay, ...jitter }, () => null);
    return true;
  } catch {
    return false;
  }
}

describe("retry delays", () => {
  it("are listed whatever form they are given in", () => {
    expect(listRetryDelays(5, 3)).toEqual([5]);
    expect(listRetryDelays([0.5, 1.1], 3)).toEqual([0.5, 1.1]);
    expect(listRetryDelays((retries) => [retries], 3)).toEqual([3]);
    expect(listRetryDelays(exponentialBackoff(10), 4)).toEqual([10, 20, 40, 80]);
  });

  it("are of 100 years at most, of which a function that doubles them makes more", () => {
    expect(() => listRetryDelays(1e12, 1)).toThrow(
      "Expected `retryDelaySeconds` to be a number of at most 3155760000",
    );
    expect(listRetryDelays(exponentialBackoff(10), 50).at(-1)).toBe(3_155_760_000);
  });

  it("cannot back off by nothing", () => {
    expect(() => exponentialBackoff(0)).toThrow("Expected `factor` to be a number greater than 0");
  });
});

describe.skipIf(vectors.length === 0)("retry options, by example", () => {
  const named = (name: string) => vectors.filter((each) => each.function?.startsWith(name));

  it.each(named("exponentialBackoff"))("$id", ({ function: name, args, expected }) => {
    const [factor, retries] = args ?? [1, 0];
    const delays = exponentialBackoff(factor)(retries);
    expect(name?.endsWith(".length") ? delays.length : delays).toEqual(expected);
  });

  it.each(vectors.filter(({ kind }) => kind === "validate"))("$id", (vector) => {
    expect({ valid: isValid(vector) }).toEqual(vector.expected);
  });
});
