import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";
import { aSchedule, plan, readSchedule } from "./schedules.ts";

const db = useTransaction(useDatabase());
const start = new Date("2030-01-01T00:00:00Z");
const minutes = (count: number) => new Date(start.getTime() + count * 60_000);
/** Just then enough is planned ahead, and no longer. */
const after = (instant: Date) => new Date(instant.getTime() + 1);

beforeEach(() => clock.freezeAt(db, start));

/** When a schedule is looked at again that has runs planned at these minutes. */
async function nextLook(planned: number[], seconds: number, runs: number): Promise<Date> {
  const schedule = await aSchedule(db);
  await plan(
    db,
    schedule,
    planned.map((minute) => minutes(minute).toISOString()),
    { minScheduledSeconds: seconds, minRuns: runs },
  );
  const next = (await readSchedule(db, schedule)).next_plan_time;
  expect(
    await value(
      db,
      "select provost_private.next_plan_time($1, provost_private.clock_now(), $2, $3)",
      [schedule.id, seconds, runs],
    ),
  ).toEqual(next);
  return new Date(Number(next));
}

describe("when a schedule is planned again", () => {
  it("is when the first of the last three runs starts, if three must be ahead", async () => {
    expect(await nextLook([60, 120, 180, 240, 300], 60, 3)).toEqual(minutes(180));
  });

  it("is when the last run is nearer than must be planned ahead", async () => {
    expect(await nextLook([60, 120, 180, 240, 300], 120 * 60, 1)).toEqual(after(minutes(180)));
  });

  it("is whichever of the two comes first", async () => {
    expect(await nextLook([60, 120, 180], 100 * 60, 2)).toEqual(after(minutes(80)));
    expect(await nextLook([60, 120, 180], 30 * 60, 3)).toEqual(minutes(60));
  });

  it("is after half of what is planned, if its quota ends before it must", async () => {
    expect(await nextLook([1, 2, 3, 4], 3600, 3)).toEqual(minutes(2));
  });

  it("is the start of the last run that there is, if there are fewer than wanted", async () => {
    expect(await nextLook([600, 1200], 3600, 3)).toEqual(after(minutes(1140)));
  });

  it("is never, if nothing more is to come", async () => {
    const schedule = await aSchedule(db);
    await plan(db, schedule, []);
    expect(
      await value(
        db,
        "select next_plan_time = 'infinity' from provost.deployment_schedules where id = $1",
        [schedule.id],
      ),
    ).toBe(true);
  });
});
