import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  DEFAULT,
  FLOW_PARAMETERS,
  INPUTS,
  NONE,
  RUN_ID,
  TASK_SOURCE,
} from "../../../src/flow/results/cachePolicy.ts";
import type {
  CacheConfiguration,
  CacheFacts,
  CachePolicy,
} from "../../../src/flow/results/cachePolicy.ts";

interface Vector {
  id: string;
  policy?: string[];
  policyTree?: string;
  a?: CacheFacts;
  b?: CacheFacts;
  expected: "same" | "different" | "null" | { members?: string[]; error?: string };
}

const file = new URL("../../../../shared/vectors/cachepolicies.json", import.meta.url);
const vectors: Vector[] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];

const named: Record<string, CachePolicy> = {
  DEFAULT,
  FLOW_PARAMETERS,
  INPUTS,
  NONE,
  RUN_ID,
  TASK_SOURCE,
};

const configurations: Record<string, CacheConfiguration> = {
  "lockManager:a": { lockManager: "database" },
  "lockManager:b": { lockManager: "memory" },
  "keyStorage:a": { keyStorage: "file:/a" },
  "keyStorage:b": { keyStorage: "file:/b" },
  SERIALIZABLE: { isolationLevel: "SERIALIZABLE" },
  READ_COMMITTED: { isolationLevel: "READ_COMMITTED" },
};

/** `INPUTS - y`, or `TASK_SOURCE{lockManager:a}`; `...` is any policy. */
function policyOf(text: string): CachePolicy {
  const [, name = "", configuration, without] =
    /^([A-Z_]+|\.\.\.|)(?:\{([\w:]+)\})?(?: - (\w+))?$/.exec(text.trim()) ?? [];
  let policy = named[name] ?? INPUTS;
  if (without) policy = policy.minus(without);
  return configuration ? policy.configure(configurations[configuration] ?? {}) : policy;
}

/** `(A + B{…}) + C`: sums, from left to right. */
function policyOfTree(text: string): CachePolicy {
  const [first = "", ...others] = text.replaceAll(/[()]/g, "").split("+");
  return others.reduce((sum, each) => sum.plus(policyOf(each)), policyOf(first));
}

function policyOfVector({ policy, policyTree }: Vector): CachePolicy {
  if (policyTree !== undefined) return policyOfTree(policyTree);
  const [first = NONE, ...others] = (policy ?? []).map(policyOf);
  return first.plus(...others);
}

/** Where a vector names no run, both calls are of the same one. */
const anyRun = { flowRunId: "any" };

function answerOf(vector: Vector): Vector["expected"] {
  const { a = {}, b = {}, expected } = vector;
  const policy = policyOfVector(vector);
  if (typeof expected === "object") return { members: [...policy.names] };
  const keyOf = (facts: CacheFacts) => policy.computeKey({ ...anyRun, ...facts });
  const key = keyOf(a);
  if (key === null) return "null";
  return keyOf(b) === key ? "same" : "different";
}

const errors = vectors.filter(({ expected }) => typeof expected === "object" && expected.error);

describe.skipIf(vectors.length === 0)("the vectors of cache policies", () => {
  it.each(vectors.filter((vector) => !errors.includes(vector)))("$id", (vector) => {
    expect(answerOf(vector)).toEqual(vector.expected);
  });

  it.each(errors)("$id", (vector) => {
    expect(() => policyOfVector(vector)).toThrow((vector.expected as { error: string }).error);
  });
});
