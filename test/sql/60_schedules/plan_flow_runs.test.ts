import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { cancel, claim, finish, history, readRun, registerWorker } from "../engine.ts";
import { row, value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";
import { aSchedule, plan, planned, readSchedule, runsOf } from "./schedules.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

const [one, two, three] = ["2030-01-01T01:00:00Z", "2030-01-01T02:00:00Z", "2030-01-01T03:00:00Z"];
const dates = (...times: string[]) => times.map((time) => new Date(time));

describe("planning the runs of a schedule", () => {
  it("makes a waiting run of the deployment for each instant", async () => {
    const schedule = await aSchedule(
      db,
      { parameters: { source: "b" } },
      { parameters: { source: "a", size: 1 }, tags: ["nightly"] },
    );
    expect(await plan(db, schedule, [one, two])).toBe(2);
    const [id = ""] = await runsOf(db, schedule);
    expect(await readRun(db, id)).toMatchObject({
      deployment: schedule.deployment,
      state_type: "SCHEDULED",
      state_name: "Scheduled",
      parameters: { source: "b", size: 1 },
      tags: ["auto-scheduled", "nightly"],
      auto_scheduled: true,
      schedule_id: schedule.id,
      expected_start_time: new Date(one),
      next_scheduled_start_time: new Date(one),
    });
    expect(await history(db, id)).toEqual(["Scheduled"]);
  });

  it("makes each run once, however often its instant is asked for", async () => {
    const schedule = await aSchedule(db);
    expect(await plan(db, schedule, [one, two])).toBe(2);
    expect(await plan(db, schedule, [one, two])).toBe(0);
    expect(await plan(db, schedule, [two, three])).toBe(1);
    expect(await planned(db, schedule)).toEqual(dates(one, two, three));
  });

  it("makes one run of an instant that is named twice", async () => {
    const schedule = await aSchedule(db);
    expect(await plan(db, schedule, [one, "2030-01-01T02:00:00+01:00"])).toBe(1);
    expect(await planned(db, schedule)).toEqual(dates(one));
  });

  it("tells instants apart that are a millisecond apart", async () => {
    const schedule = await aSchedule(db);
    expect(await plan(db, schedule, [one, "2030-01-01T01:00:00.001Z"])).toBe(2);
  });

  it("repeats no run that was cancelled or has ended", async () => {
    const schedule = await aSchedule(db);
    await plan(db, schedule, [one, two]);
    const [first = "", second = ""] = await runsOf(db, schedule);
    await cancel(db, second);
    await clock.advance(db, "1 hour");
    const worker = await registerWorker(db);
    const [claimed] = await claim(db, worker);
    expect(claimed?.flow_run_id).toBe(first);
    await finish(db, { id: first, epoch: claimed?.epoch ?? 0 });
    expect(await plan(db, schedule, [one, two, three])).toBe(1);
    expect(await planned(db, schedule)).toEqual(dates(three));
  });

  it("plans the same instants for two schedules of one deployment, each its own", async () => {
    const schedule = await aSchedule(db);
    const other = await value<string>(
      db,
      `insert into provost.deployment_schedules (deployment_id, slug, cron)
       select deployment_id, 'other', cron from provost.deployment_schedules where id = $1
       returning id`,
      [schedule.id],
    );
    expect(await plan(db, schedule, [one])).toBe(1);
    expect(await plan(db, { ...schedule, id: other }, [one])).toBe(1);
  });

  it("does nothing for a version that has been edited since it was read", async () => {
    const schedule = await aSchedule(db);
    const { version } = await readSchedule(db, schedule);
    await db.query("update provost.deployment_schedules set cron = '5 * * * *' where id = $1", [
      schedule.id,
    ]);
    expect(await plan(db, schedule, [one], { version })).toBe(0);
    expect(await planned(db, schedule)).toEqual([]);
  });

  it.each([
    ["a schedule that is switched off", "update provost.deployment_schedules set active = false"],
    ["a deployment that is paused", "update provost.deployments set paused = true"],
    ["a schedule that is gone", "delete from provost.deployment_schedules"],
  ])("does nothing for %s", async (_what, edit) => {
    const schedule = await aSchedule(db);
    const before = await readSchedule(db, schedule);
    await db.query(edit);
    for (const version of [before.version, before.version + 1]) {
      expect(await plan(db, schedule, [one], { version })).toBe(0);
    }
    expect(await runsOf(db, schedule)).toEqual([]);
  });

  it("notes how far it has planned", async () => {
    const schedule = await aSchedule(db);
    await plan(db, schedule, [one, three]);
    expect((await readSchedule(db, schedule)).last_planned_time).toEqual(new Date(three));
    await plan(db, schedule, [two]);
    expect((await readSchedule(db, schedule)).last_planned_time).toEqual(new Date(three));
  });

  it("does not look again at a schedule that has nothing more to plan", async () => {
    const schedule = await aSchedule(db);
    expect(await plan(db, schedule, [])).toBe(0);
    expect(
      await row(
        db,
        `select last_planned_time, next_plan_time = 'infinity' as is_over
         from provost.deployment_schedules where id = $1`,
        [schedule.id],
      ),
    ).toEqual({ last_planned_time: null, is_over: true });
  });

  it("refuses nothing that a schema of the deployment would refuse later", async () => {
    const schema = { type: "object", properties: { n: { type: "integer" } } };
    const schedule = await aSchedule(
      db,
      { parameters: { n: 1 } },
      { parameter_openapi_schema: schema },
    );
    expect(await plan(db, schedule, [one])).toBe(1);
  });
});
