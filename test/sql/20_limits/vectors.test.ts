import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fromPostgres } from "../../../src/errors.ts";
import type { Queryable } from "../../../src/db/pool.ts";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import type { Row } from "../rows.ts";
import { column as columnOf, value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";
import { createLimit, readLimit } from "./limits.ts";

const file = new URL("../../../../shared/vectors/concurrency.json", import.meta.url);
const isThere = existsSync(file);

interface Step {
  op: string;
  names?: string[];
  slots?: number;
  seconds?: number;
  mode?: string;
  occupancySeconds?: number;
  leaseDurationSeconds?: number;
  limit?: { name: string; limit: number; slotDecayPerSecond: number };
  transactions?: Step[];
  expected?: Row;
}

interface Vector {
  id: string;
  limits: Record<string, Record<string, number | boolean>>;
  steps: Step[];
}

const vectors: Vector[] = isThere ? (JSON.parse(readFileSync(file, "utf8")) as Vector[]) : [];

describe.skipIf(!isThere)("concurrency limits, by example", () => {
  const db = useTransaction(useDatabase());

  for (const vector of vectors) {
    it(`${vector.id}: ${vector.steps.map(({ op }) => op).join(", ")}`, async () => {
      await clock.freeze(db);
      for (const [name, limit] of Object.entries(vector.limits)) await putLimit(db, name, limit);
      for (const step of vector.steps) {
        const outcome = await play(db, step);
        for (const [key, expected] of Object.entries(step.expected ?? {})) {
          const found = await read(db, outcome, key);
          expect(isLike(found, expected), `${key} of ${JSON.stringify(found)}`).toBe(true);
        }
      }
    });
  }
});

async function putLimit(
  db: Queryable,
  name: string,
  limit: Record<string, number | boolean>,
): Promise<void> {
  await createLimit(db, {
    name,
    limit: Number(limit["limit"]),
    active: limit["active"] === true,
    decay: Number(limit["slotDecayPerSecond"]),
    activeSlots: Number(limit["activeSlots"]),
  });
  await db.query(
    `update provost.concurrency_limits
     set avg_slot_occupancy_seconds = $2, denied_count = $3 where name = $1`,
    [name, limit["avgSlotOccupancySeconds"], limit["deniedSlots"]],
  );
}

/** What a step answers; the message, if it is refused. */
async function play(db: Queryable, step: Step): Promise<Row> {
  await db.query("savepoint before_step");
  try {
    return { answer: await perform(db, step) };
  } catch (thrown) {
    await db.query("rollback to savepoint before_step");
    const { code, message } = fromPostgres(thrown);
    if (code !== "VOARG") throw thrown;
    return { refused: message };
  }
}

async function perform(db: Queryable, step: Step): Promise<unknown> {
  const { names = [], slots } = step;
  switch (step.op) {
    case "increment":
    case "increment-with-lease":
      return await value(
        db,
        `select provost.take_concurrency_slots($1, $2, mode => $3, lease_duration_seconds => $4)`,
        [names, slots, step.mode ?? "concurrency", step.leaseDurationSeconds ?? 300],
      );
    case "decrement":
      return await value(db, "select provost.release_concurrency_slots($1, $2, $3)", [
        names,
        slots,
        step.occupancySeconds ?? null,
      ]);
    case "deny":
      for (const name of names) {
        await db.query("select provost.update_concurrency_limit($1, denied_slots => $2)", [
          name,
          slots,
        ]);
      }
      return null;
    case "advance":
      await clock.advance(db, `${step.seconds} seconds`);
      return null;
    case "concurrent":
      for (const each of step.transactions ?? []) await perform(db, each);
      return null;
    case "create":
      return await value(
        db,
        "select (provost.create_concurrency_limit($1, $2, slot_decay_per_second => $3)).name",
        [step.limit?.name, step.limit?.limit, step.limit?.slotDecayPerSecond],
      );
    case "read":
    case "recalculate":
      return null;
    default:
      throw new Error(`Unknown step: ${step.op}`);
  }
}

interface Taken {
  status: string;
  limits: string[];
  expires_at?: string;
  retry_after?: number;
}

/** What came of a step, in the words of the vectors. */
async function read(db: Queryable, outcome: Row, key: string): Promise<unknown> {
  const { refused } = outcome;
  const taken = outcome["answer"] as Taken | undefined;
  switch (key) {
    case "acquired":
      return taken?.status === "ACQUIRED";
    case "httpStatus":
      if (refused !== undefined) return 422;
      return taken?.status === "ACQUIRED" ? 200 : 423;
    case "valid":
      return refused === undefined;
    case "detail":
      return refused;
    case "limits":
      return taken?.limits;
    case "ok":
      return [refused === undefined, refused === undefined];
    case "retryAfter":
      return taken?.retry_after;
    case "leaseExpiresInSeconds":
      return (Date.parse(taken?.expires_at ?? "") - (await clock.now(db)).getTime()) / 1000;
    default:
      return await readLimits(db, columns[key] ?? key);
  }
}

const columns: Record<string, string> = {
  activeSlots: "active_slots",
  deniedSlots: "denied_slots",
  avgSlotOccupancySeconds: "avg_slot_occupancy_seconds",
};

async function readLimits(db: Queryable, column: string): Promise<Row> {
  const names = await columnOf<string>(db, "select name from provost.concurrency_limits");
  const all: Row = {};
  for (const name of names) all[name] = (await readLimit(db, name))[column];
  return all;
}

function isLike(found: unknown, expected: unknown): boolean {
  if (typeof expected === "string") return String(found).startsWith(expected);
  if (typeof expected === "number") return Math.abs(Number(found) - expected) < 1e-6;
  if (typeof expected !== "object" || expected === null) return found === expected;
  if ("min" in expected && "max" in expected) {
    const { min, max } = expected as { min: number; max: number };
    return Number(found) >= min && Number(found) < max;
  }
  return Object.entries(expected).every(([key, each]) => isLike((found as Row)[key], each));
}
