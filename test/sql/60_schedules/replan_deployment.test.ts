import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { deploy, readRun, type Row } from "../engine.ts";
import { addQueue } from "../queues.ts";
import { column } from "../rows.ts";
import { useTransaction } from "../transaction.ts";
import { aSchedule, dueSchedules, plan, planned, readSchedule, runsOf } from "./schedules.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

const times = ["2030-01-01T01:00:00Z", "2030-01-01T02:00:00Z", "2030-01-01T03:00:00Z"];
const flow = { name: "again" };

describe("a deployment that is paused", () => {
  it("drops what its schedules planned, also what is due and has not started", async () => {
    const schedule = await aSchedule(db);
    await plan(db, schedule, times);
    await clock.freezeAt(db, "2030-01-01T01:30:00Z");
    await db.query("select provost.set_deployment_paused($1, true)", [schedule.deployment]);
    expect(await runsOf(db, schedule)).toEqual([]);
    expect(await dueSchedules(db)).toEqual([]);
  });

  it("keeps the runs that were asked for", async () => {
    const schedule = await aSchedule(db);
    await db.query("insert into provost.flow_runs (deployment) values ($1)", [schedule.deployment]);
    await db.query("select provost.set_deployment_paused($1, true)", [schedule.deployment]);
    expect(
      await column(db, "select state_name from provost.flow_runs where deployment = $1", [
        schedule.deployment,
      ]),
    ).toEqual(["Scheduled"]);
  });

  it("is planned from now on when it goes on", async () => {
    const schedule = await aSchedule(db);
    await plan(db, schedule, times);
    await db.query("select provost.set_deployment_paused($1, true)", [schedule.deployment]);
    await clock.advance(db, "1 day");
    expect(await dueSchedules(db)).toEqual([]);
    await db.query("select provost.set_deployment_paused($1, false)", [schedule.deployment]);
    expect(await dueSchedules(db)).toMatchObject([{ schedule_id: schedule.id, planned_count: 0 }]);
  });

  it("does not wake schedules that are switched off", async () => {
    const schedule = await aSchedule(db, { active: false });
    await db.query("select provost.set_deployment_paused($1, true)", [schedule.deployment]);
    await db.query("select provost.set_deployment_paused($1, false)", [schedule.deployment]);
    expect((await readSchedule(db, schedule)).active).toBe(false);
    expect(await dueSchedules(db)).toEqual([]);
  });
});

describe("a deployment that is deployed again", () => {
  it("keeps what is planned when nothing has changed", async () => {
    const schedule = await aSchedule(db, {}, { flow, parameters: { a: 1 } });
    await plan(db, schedule, times);
    const before = await runsOf(db, schedule);
    await aSchedule(db, {}, { flow, parameters: { a: 1 } });
    expect(await runsOf(db, schedule)).toEqual(before);
    expect(await dueSchedules(db)).toEqual([]);
  });

  it("keeps what is planned when only what the worker looks up has changed", async () => {
    const schedule = await aSchedule(db, {}, { flow });
    await plan(db, schedule, times);
    await aSchedule(db, {}, { flow, entrypoint: "new.ts:flow", description: "New." });
    expect(await planned(db, schedule)).toHaveLength(3);
  });

  it.each([
    ["default parameters", { parameters: { a: 2 } }],
    ["tags", { tags: ["new"] }],
    ["parameter schema", { parameter_openapi_schema: { type: "object" } }],
    ["labels", { labels: { team: "a" } }],
    ["retries", { retries: 3 }],
    ["retry delays", { retry_delay_seconds: 9 }],
    ["time limits", { timeout_seconds: 9 }],
  ])("plans afresh when it has other %s", async (_what, change: Row) => {
    const schedule = await aSchedule(db, {}, { flow, parameters: { a: 1 } });
    await plan(db, schedule, times);
    await aSchedule(db, {}, { flow, parameters: { a: 1 }, ...change });
    expect(await runsOf(db, schedule)).toEqual([]);
    expect(await dueSchedules(db)).toMatchObject([{ schedule_id: schedule.id }]);
    expect(await plan(db, schedule, times)).toBe(3);
    const [id = ""] = await runsOf(db, schedule);
    expect((await readRun(db, id))["parameters"]).toEqual(change["parameters"] ?? { a: 1 });
  });

  it("plans afresh when it moves to another queue", async () => {
    const schedule = await aSchedule(db, {}, { flow });
    await plan(db, schedule, times);
    await aSchedule(db, {}, { flow, ...(await addQueue(db, {})) });
    expect(await runsOf(db, schedule)).toEqual([]);
    expect(await dueSchedules(db)).toMatchObject([{ schedule_id: schedule.id }]);
  });

  it("keeps the pause of an operator, and the switch of each schedule", async () => {
    const schedule = await aSchedule(db, {}, { flow });
    await db.query("select provost.set_deployment_paused($1, true)", [schedule.deployment]);
    await db.query("select provost.set_schedule_active($1, false)", [schedule.id]);
    await aSchedule(db, { active: true }, { flow, paused: false, parameters: { a: 2 } });
    expect((await readSchedule(db, schedule)).active).toBe(false);
    expect(await column(db, "select paused from provost.deployments")).toEqual([true]);
    expect(await dueSchedules(db)).toEqual([]);
  });

  it("keeps the schedules when it does not speak of them", async () => {
    const schedule = await aSchedule(db, {}, { flow });
    await plan(db, schedule, times);
    await deploy(db, { flow });
    expect(await planned(db, schedule)).toHaveLength(3);
  });

  it("knows a schedule without a slug by its definition", async () => {
    const schedule = await aSchedule(db, { slug: undefined }, { flow });
    await plan(db, schedule, times);
    const again = await aSchedule(db, { slug: undefined }, { flow });
    expect(again.id).toBe(schedule.id);
    expect(await planned(db, schedule)).toHaveLength(3);
    const other = await aSchedule(db, { slug: undefined, cron: "30 * * * *" }, { flow });
    expect(other.id).not.toBe(schedule.id);
    expect(await runsOf(db, schedule)).toEqual([]);
  });
});
