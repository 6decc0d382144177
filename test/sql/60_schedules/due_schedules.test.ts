import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { useTransaction } from "../transaction.ts";
import { aSchedule, dueSchedules, plan, readSchedule } from "./schedules.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

const hours = (...which: number[]) =>
  which.map((hour) => new Date(Date.UTC(2030, 0, 1, hour)).toISOString());

describe("the schedules that are due", () => {
  it("include a new one, with what the calendar arithmetic needs", async () => {
    const { id } = await aSchedule(db, { cron: "0 9 * * 1", timezone: "Europe/Berlin" });
    expect(await dueSchedules(db)).toEqual([
      {
        schedule_id: id,
        version: 1,
        cron: "0 9 * * 1",
        day_or: true,
        interval_seconds: null,
        rrule: null,
        timezone: "Europe/Berlin",
        anchor_date: new Date("2030-01-01T00:00:00Z"),
        now: new Date("2030-01-01T00:00:00Z"),
        max_scheduled_runs: null,
        missed_since: null,
        following_count: 0,
        planned_count: 0,
        latest_planned: null,
      },
    ]);
  });

  it("keep the anchor of an interval", async () => {
    const anchor = "2029-05-05T05:05:05Z";
    await aSchedule(db, { cron: undefined, interval_seconds: 60, anchor_date: anchor });
    expect(await dueSchedules(db)).toMatchObject([
      { interval_seconds: 60, anchor_date: new Date(anchor) },
    ]);
  });

  it("tell what is planned already, without what is past", async () => {
    const schedule = await aSchedule(db);
    await plan(db, schedule, hours(1, 2, 3));
    await clock.advance(db, "90 minutes");
    expect(await dueSchedules(db)).toMatchObject([
      { planned_count: 2, latest_planned: new Date("2030-01-01T03:00:00Z") },
    ]);
  });

  it("do not include one of which enough is planned", async () => {
    const schedule = await aSchedule(db);
    await plan(db, schedule, hours(1, 2, 3, 4), { minScheduledSeconds: 3600, minRuns: 3 });
    expect(await dueSchedules(db)).toEqual([]);
    await clock.advance(db, "59 minutes");
    expect(await dueSchedules(db)).toEqual([]);
  });

  it("include it again when fewer than the wanted runs are left", async () => {
    const schedule = await aSchedule(db);
    await plan(db, schedule, hours(1, 2, 3), { minScheduledSeconds: 60, minRuns: 3 });
    await clock.advance(db, "1 hour");
    expect(await dueSchedules(db)).toMatchObject([{ schedule_id: schedule.id, planned_count: 2 }]);
  });

  it("include it again when the last planned run is nearer than wanted", async () => {
    const schedule = await aSchedule(db);
    await plan(db, schedule, hours(1, 2, 3, 4, 5), { minScheduledSeconds: 2 * 3600, minRuns: 1 });
    await clock.advance(db, "2 hours 59 minutes");
    expect(await dueSchedules(db)).toEqual([]);
    await clock.advance(db, "1 minute 1 ms");
    expect(await dueSchedules(db)).toHaveLength(1);
  });

  it.each([
    ["switched off", "update provost.deployment_schedules set active = false"],
    ["paused with their deployment", "update provost.deployments set paused = true"],
  ])("do not include those that are %s", async (_how, edit) => {
    await aSchedule(db);
    await db.query(edit);
    expect(await dueSchedules(db)).toEqual([]);
  });

  it("come in the order in which they became due, as many as asked for", async () => {
    const [first, second, third] = [await aSchedule(db), await aSchedule(db), await aSchedule(db)];
    await db.query(
      `update provost.deployment_schedules
       set next_plan_time = next_plan_time - array_position($1, id) * interval '1 s'`,
      [[first.id, second.id, third.id]],
    );
    const due = await dueSchedules(db, 2);
    expect(due.map(({ schedule_id }) => schedule_id)).toEqual([third.id, second.id]);
  });

  it("carry the version that a planner must name", async () => {
    const schedule = await aSchedule(db);
    await db.query("update provost.deployment_schedules set timezone = 'Asia/Tokyo'");
    const [due] = await dueSchedules(db);
    expect(due?.version).toBe((await readSchedule(db, schedule)).version);
  });

  it("are not kept from view by paused ones that have waited longer", async () => {
    for (let i = 0; i < 3; i++) {
      const paused = await aSchedule(db);
      await db.query("select provost.set_deployment_paused($1, true)", [paused.deployment]);
    }
    await clock.advance(db, "1 minute");
    const alive = await aSchedule(db);
    expect((await dueSchedules(db, 1)).map(({ schedule_id }) => schedule_id)).toEqual([alive.id]);
  });
});
