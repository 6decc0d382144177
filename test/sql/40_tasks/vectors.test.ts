import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { useTransaction } from "../transaction.ts";
import { expectedOutcome, hasVectors, readVectors } from "../vectors.ts";
import { playVector } from "./vectorRun.ts";

const { asked, notAsked } = readVectors("task");

describe.skipIf(!hasVectors)("the state machine of task runs, by example", () => {
  const db = useTransaction(useDatabase());

  it.each(asked)("$id: $from -> $to", async (vector) => {
    expect(await playVector(db, vector)).toMatchObject(expectedOutcome(vector));
  });

  it.fails.each(notAsked)("$id waits: $reason", async (vector) => {
    expect(await playVector(db, vector)).toMatchObject(expectedOutcome(vector));
  });
});
