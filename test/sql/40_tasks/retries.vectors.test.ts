import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Queryable } from "../../../src/db/pool.ts";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { running, setState } from "../engine.ts";
import { putState, putTaskState } from "../putState.ts";
import { row } from "../rows.ts";
import { createTask, setTaskState } from "../taskRuns.ts";
import { useTransaction } from "../transaction.ts";

interface Vector {
  id: string;
  kind: string;
  run?: "task" | "flow";
  runCount?: number;
  retries?: number;
  retryDelay?: number | number[] | null;
  jitterFactor?: number | null;
  function?: string;
  args?: [number, number];
  averageInterval?: number;
  clampingFactor?: number;
  samples?: number;
  optional?: true;
  expected: {
    retry?: boolean;
    delaySeconds?: number;
    tolerance?: number;
    min?: number;
    max?: number;
    maxExclusive?: number;
    meanMin?: number;
    meanMax?: number;
    error?: true;
  };
}

const file = new URL("../../../../shared/vectors/retries.json", import.meta.url);
const vectors: Vector[] = existsSync(file)
  ? (JSON.parse(readFileSync(file, "utf8")) as Vector[]).filter(
      ({ optional, kind }) => !optional && (kind === "delay" || kind === "jitter-range"),
    )
  : [];

describe.skipIf(vectors.length === 0)("retries, by example", () => {
  const db = useTransaction(useDatabase());

  it.each(vectors)("$id", async (vector) => {
    expect(await play(db, vector)).toEqual(expectedOutcome(vector));
  });
});

interface Outcome {
  stateName?: string;
  isError?: boolean;
  isWithin?: boolean;
}

const expectedOutcome = ({ kind, expected }: Vector): Outcome =>
  kind === "delay"
    ? { stateName: expected.retry ? "AwaitingRetry" : "Failed", isWithin: true }
    : { isError: expected.error ?? false, isWithin: true };

async function play(db: Queryable, vector: Vector): Promise<Outcome> {
  if (vector.kind === "delay") return await fail(db, vector);
  if (!vector.expected.error) return { isError: false, isWithin: await isInRange(db, vector) };
  const isError = await sample(db, vector).then(
    () => false,
    () => true,
  );
  return { isError, isWithin: true };
}

async function fail(db: Queryable, vector: Vector): Promise<Outcome> {
  await clock.freeze(db);
  const answer = await (vector.run === "flow" ? failFlow(db, vector) : failTask(db, vector));
  const { delaySeconds, tolerance = 0 } = vector.expected;
  const delay = answer.details.delay_seconds ?? NaN;
  return {
    stateName: answer.state.name,
    isWithin: delaySeconds === undefined || Math.abs(delay - delaySeconds) <= tolerance,
  };
}

async function failTask(db: Queryable, { runCount, retries, retryDelay, jitterFactor }: Vector) {
  const { id: flowRun } = await running(db);
  const { id } = await createTask(db, flowRun, {
    retries,
    retry_delays: retryDelay == null ? [] : [retryDelay].flat(),
    retry_jitter_factor: jitterFactor ?? null,
  });
  await putTaskState(db, id, "RUNNING", { run_count: runCount });
  return await setTaskState(db, id, { type: "FAILED" });
}

async function failFlow(db: Queryable, { runCount, retries }: Vector) {
  const { id } = await running(db, { retries });
  await putState(db, id, "RUNNING", { run_count: runCount });
  return await setState(db, id, { type: "FAILED" });
}

async function isInRange(db: Queryable, vector: Vector): Promise<boolean> {
  const { expected } = vector;
  const { min = 0, max = Infinity, maxExclusive = Infinity } = expected;
  const { meanMin = 0, meanMax = Infinity } = expected;
  const seen = await sample(db, vector);
  return (
    seen.min >= min &&
    seen.max <= max &&
    seen.max < maxExclusive &&
    seen.mean >= meanMin &&
    seen.mean <= meanMax
  );
}

async function sample(
  db: Queryable,
  { function: name = "clampedPoissonInterval", args, ...vector }: Vector,
): Promise<{ min: number; max: number; mean: number }> {
  const sqlName = { clampedPoissonInterval: "clamped", boundedPoissonInterval: "bounded" }[name];
  if (sqlName === undefined) throw new Error(`The test cannot ask for the function ${name}`);
  return await row(
    db,
    `select min(delay), max(delay), avg(delay) as mean from (
       select provost_private.${sqlName}_poisson_interval($1, $2) as delay
       from generate_series(1, $3)) x`,
    [...(args ?? [vector.averageInterval, vector.clampingFactor]), vector.samples ?? 1],
  );
}
