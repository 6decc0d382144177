import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { useTransaction } from "../transaction.ts";
import { expectedOutcome, hasVectors, readVectors } from "../vectors.ts";
import { playVector } from "./vectorRun.ts";

describe.skipIf(!hasVectors)("the state machine of flow runs, by example", () => {
  const db = useTransaction(useDatabase());

  it.each(readVectors("flow"))("$id: $from -> $to", async (vector) => {
    expect(await playVector(db, vector)).toMatchObject(expectedOutcome(vector));
  });
});
