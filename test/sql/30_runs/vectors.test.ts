import { existsSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { useTransaction } from "../transaction.ts";
import { expectedOutcome, playVector, type Vector } from "./vectorRun.ts";

const file = new URL("../../../../shared/vectors/orchestration.json", import.meta.url);
const isThere = existsSync(file);
const vectors: Vector[] = isThere
  ? (JSON.parse(readFileSync(file, "utf8")) as Vector[]).filter(({ run }) => run === "flow")
  : [];

/** What cannot be asked yet, or has another answer here: by id, or by the id's beginning. */
const notAsked: [string, string][] = [
  ["depcc-", "deployments have no concurrency limit yet"],
  ["lease-", "deployments have no concurrency limit yet"],
  ["api-resume-", "there is no function that resumes a run yet"],
  ["cancel-scheduled-with-pid", "a waiting run has no infrastructure"],
  ["pause-only-running-none", "every run is born with a state"],
  ["dataloss-scalar-", "every result is kept inline, so none may be lost"],
  ["dataloss-terminal-scalar-", "every result is kept inline, so none may be lost"],
];

const whyNot = (id: string): string | undefined =>
  notAsked.find(([start]) => id.startsWith(start))?.[1];

describe.skipIf(!isThere)("the state machine of flow runs, by example", () => {
  const db = useTransaction(useDatabase());
  let passed = 0;

  const asked = vectors.filter(({ id }) => whyNot(id) === undefined);
  for (const vector of vectors) {
    const why = whyNot(vector.id);
    const what = why ?? `${vector.from} -> ${vector.to}`;
    it.skipIf(why !== undefined)(`${vector.id}: ${what}`, async () => {
      const outcome = await playVector(db, vector);
      expect(outcome).toMatchObject(expectedOutcome(vector));
      passed++;
    });
  }

  afterAll(() => {
    const reasons = Map.groupBy(
      vectors.filter(({ id }) => whyNot(id) !== undefined),
      ({ id }) => whyNot(id) ?? "",
    );
    console.log(
      [
        `${vectors.length} vectors for flow runs: ${passed} of ${asked.length} asked passed; not asked:`,
        ...[...reasons].map(
          ([why, list]) => `  ${list.length} ${why}: ${list.map(({ id }) => id).join(", ")}`,
        ),
      ].join("\n"),
    );
  });
});
