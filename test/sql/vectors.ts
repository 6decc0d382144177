import { existsSync, readFileSync } from "node:fs";
import type { Row } from "./rows.ts";

/** A behaviour vector of `orchestration.json`. */
export interface Vector {
  id: string;
  run: "flow" | "task";
  scope: string;
  from: string | null;
  to: string | null;
  context: Row;
  expected: Row;
  fullPolicy?: Row;
  steps?: Step[];
}

/** A step of a vector in which several runs share limits. */
export interface Step {
  run?: string;
  deployment?: string;
  from?: string;
  to?: string;
  tags?: string[];
  deleteLimit?: string;
  setLimit?: Record<string, number>;
  expected?: Row;
}

/** What became of the run, in the words of the vectors. */
export type Outcome = Row;

const file = new URL("../../../shared/vectors/orchestration.json", import.meta.url);

export const hasVectors = existsSync(file);

/** The vectors about runs of a kind. */
export function readVectors(run: Vector["run"]): Vector[] {
  const all = hasVectors ? (JSON.parse(readFileSync(file, "utf8")) as Vector[]) : [];
  return all.filter((vector) => vector.run === run);
}

/** Fails when a vector begins with something that the tests cannot set up. */
export function expectPlayable({ context, steps }: Vector, unknownParts: string[]): void {
  const unknown = unknownParts.filter((name) => context[name] != null);
  if (steps && context["limits"] === undefined) unknown.push("steps");
  if (unknown.length > 0) throw new Error(`The test cannot set up: ${unknown.join(", ")}`);
}

/** What a vector expects of the whole policy, without what its single rule decides by itself. */
export function expectedOutcome({ expected, fullPolicy, scope, to, steps }: Vector): Outcome {
  if (steps) return { steps: steps.map((step) => step.expected ?? {}) };
  const decides = { ...expected, ...fullPolicy };
  const isSameDecision =
    fullPolicy === undefined ||
    (expected["status"] === fullPolicy["status"] &&
      (expected["state"] ?? fullPolicy["state"]) === fullPolicy["state"]);
  const books = isSameDecision || scope !== "rule" ? { ...expected } : {};
  // That a start is counted is another rule's work.
  if (scope === "rule" && to === "RUNNING" && typeof books["runCount"] === "number") {
    books["runCount"] += 1;
  }
  return Object.fromEntries(
    Object.entries({ ...books, ...fullPolicy, status: decides["status"] }).filter(
      ([key, each]) => compared.has(key) && each !== undefined,
    ),
  );
}

/** Reasons and HTTP codes are Prefect's own words; `retryType` has no counterpart. */
const compared = new Set([
  "status",
  "state",
  "stateName",
  "delaySeconds",
  "runCount",
  "taskFlowRunRunCount",
  "resuming",
  "endTimeSet",
  "data",
  "totalRunTimeSeconds",
  "copiesScheduledTime",
  "carriesForward",
  "nextScheduledStartTime",
  "leaseCreated",
  "newLease",
  "activeSlotsAfter",
  "scheduledTime",
]);

export const secondsFrom = (now: Date, seconds: number): Date =>
  new Date(now.getTime() + seconds * 1000);
