import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { claim, deploy, readRun, registerWorker } from "../engine.ts";
import { value } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";
import { aSchedule, dueSchedules, plan, planned, readSchedule, runsOf } from "./schedules.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

const times = ["2030-01-01T01:00:00Z", "2030-01-01T02:00:00Z", "2030-01-01T03:00:00Z"];

describe("an edit of a schedule", () => {
  it.each([
    "cron = '5 * * * *'",
    "cron = null, interval_seconds = 60",
    "cron = null, rrule = 'FREQ=DAILY'",
    "day_or = false",
    "anchor_date = '2029-01-01'",
    "timezone = 'Asia/Tokyo'",
    `parameters = '{"a": 1}'`,
  ])("by raw SQL, such as %s, takes effect at once", async (edit) => {
    const schedule = await aSchedule(db);
    await plan(db, schedule, times);
    const before = await readSchedule(db, schedule);
    expect(await dueSchedules(db)).toEqual([]);

    await db.query(`update provost.deployment_schedules set ${edit} where id = $1`, [schedule.id]);

    expect(await runsOf(db, schedule)).toEqual([]);
    const due = await dueSchedules(db);
    expect(due.map((each) => each.schedule_id)).toEqual([schedule.id]);
    expect(due[0]?.version).toBeGreaterThan(before.version);
  });

  it.each([
    "update provost.deployment_schedules set timezone = 'Mars/Olympus'",
    `insert into provost.deployment_schedules (deployment_id, slug, cron, timezone)
     select deployment_id, 'other', '@daily', 'Mars/Olympus' from provost.deployment_schedules`,
  ])("is refused in a time zone that does not exist: %s", async (statement) => {
    await aSchedule(db);
    expect(await refusal(db, statement)).toMatchObject({
      code: "VOARG",
      message: "Expected a time zone such as Europe/Berlin, got 'Mars/Olympus'.",
    });
  });

  it("lets the same instants be planned again, with what is new", async () => {
    const schedule = await aSchedule(db);
    await plan(db, schedule, times);
    await db.query(`update provost.deployment_schedules set parameters = '{"a": 1}'`);
    expect(await plan(db, schedule, times)).toBe(3);
    const [id = ""] = await runsOf(db, schedule);
    expect((await readRun(db, id))["parameters"]).toEqual({ a: 1 });
  });

  it("leaves nothing behind of the runs that it drops", async () => {
    const schedule = await aSchedule(db);
    await plan(db, schedule, times);
    await db.query("update provost.deployment_schedules set timezone = 'Asia/Tokyo'");
    expect(await value(db, "select count(*) from provost.flow_run_states")).toBe(0);
    expect(await value(db, "select count(*) from provost_private.idempotency_keys")).toBe(0);
  });

  it("leaves alone what is due, what runs and what was asked for", async () => {
    const schedule = await aSchedule(db);
    await plan(db, schedule, times);
    await db.query(
      "insert into provost.flow_runs (deployment, expected_start_time) values ($1, '2030-01-05')",
      [schedule.deployment],
    );
    await clock.freezeAt(db, "2030-01-01T01:00:00Z");
    await claim(db, await registerWorker(db));
    await clock.freezeAt(db, "2030-01-01T02:00:00Z");
    await db.query("update provost.deployment_schedules set timezone = 'Asia/Tokyo'");
    const runs = await Promise.all((await runsOf(db, schedule)).map((id) => readRun(db, id)));
    expect(runs.map(({ state_name }) => state_name)).toEqual(["Running", "Scheduled"]);
    expect(await value(db, "select count(*) from provost.flow_runs")).toBe(3);
  });

  it("of another schedule leaves this one's runs alone", async () => {
    const [schedule, other] = [await aSchedule(db), await aSchedule(db)];
    await plan(db, schedule, times);
    await db.query("update provost.deployment_schedules set cron = '5 * * * *' where id = $1", [
      other.id,
    ]);
    expect(await planned(db, schedule)).toHaveLength(3);
  });
});

describe("a schedule that is switched off", () => {
  it("drops what it planned, also what is due and has not started", async () => {
    const schedule = await aSchedule(db);
    await plan(db, schedule, times);
    await clock.freezeAt(db, "2030-01-01T01:30:00Z");
    await db.query("update provost.deployment_schedules set active = false");
    expect(await runsOf(db, schedule)).toEqual([]);
    expect(await dueSchedules(db)).toEqual([]);
  });

  it("is planned from now on when it is switched on again", async () => {
    const schedule = await aSchedule(db);
    await plan(db, schedule, times);
    await db.query("update provost.deployment_schedules set active = false");
    await clock.advance(db, "1 day");
    await db.query("update provost.deployment_schedules set active = true");
    expect(await dueSchedules(db)).toMatchObject([{ planned_count: 0 }]);
  });
});

describe("a schedule that is removed", () => {
  it("takes what it planned along, and leaves its history", async () => {
    const schedule = await aSchedule(db);
    await plan(db, schedule, times);
    await clock.freezeAt(db, "2030-01-01T01:00:00Z");
    const [claimed] = await claim(db, await registerWorker(db));
    await db.query("delete from provost.deployment_schedules where id = $1", [schedule.id]);
    expect(await runsOf(db, schedule)).toEqual([claimed?.flow_run_id]);
  });

  it("goes with its deployment", async () => {
    const schedule = await aSchedule(db);
    await plan(db, schedule, times);
    await db.query("delete from provost.deployments where full_name = $1", [schedule.deployment]);
    expect(await runsOf(db, schedule)).toEqual([]);
  });

  it("goes when a deploy names it no more", async () => {
    const flow = { name: "again" };
    const schedule = await aSchedule(db, {}, { flow });
    await plan(db, schedule, times);
    await deploy(db, { flow, schedules: [] });
    expect(await value(db, "select count(*) from provost.deployment_schedules")).toBe(0);
    expect(await runsOf(db, schedule)).toEqual([]);
  });
});
