import { beforeEach, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

const takeTurn = (work = "flow_runs") =>
  value<boolean>(db, "select provost_private.take_turn($1, 2)", [work]);

it("gives one turn in so many seconds, for each work by itself", async () => {
  expect(await takeTurn()).toBe(true);
  await clock.advance(db, "1.9 seconds");
  expect([await takeTurn(), await takeTurn("late_runs")]).toEqual([false, true]);
  await clock.advance(db, "0.1 seconds");
  expect(await takeTurn()).toBe(true);
});

it("gives turns where the clock was set back", async () => {
  expect(await takeTurn()).toBe(true);
  await clock.freezeAt(db, "2029-01-01T00:00:00Z");
  expect(await takeTurn()).toBe(true);
});
