import { describe, expect, it } from "vitest";
import type { Service } from "../../src/services/service.ts";
import { startScheduler } from "../../src/services/scheduler.ts";
import { loadSettings } from "../../src/settings/settings.ts";
import { clock } from "../support/clock.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { aDeployment } from "../support/makers.ts";

const database = useDatabase();
const { scheduler: settings } = loadSettings({
  PROVOST_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS: "0.1",
}).services;

const start = () =>
  startScheduler({
    pool: database.pool,
    settings,
    onError: (error) => {
      throw error;
    },
  });

async function plannedTimes(deployment: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ at: Date }>(
    `select expected_start_time as at from provost.flow_runs
     where deployment = $1 and auto_scheduled order by 1`,
    [deployment],
  );
  return rows.map(({ at }) => at.toISOString());
}

describe("the scheduler", () => {
  it("plans each instant exactly once, with five of them at work and time going on", async () => {
    await clock.freezeAt(database.pool, "2026-03-28T22:30:00Z");
    const { fullName } = await aDeployment(database.pool, {
      schedules: [{ cron: "0 * * * *", timezone: "Europe/Berlin" }],
    });
    const services = [1, 2, 3, 4, 5].map(start);
    await eventually(async () => (await plannedTimes(fullName)).length === 3);
    // Through the night in which summer time begins: 02:00 in Berlin does not exist.
    for (let hour = 0; hour < 6; hour++) {
      const before = (await plannedTimes(fullName)).length;
      await clock.advance(database.pool, "1 hour");
      await eventually(async () => (await plannedTimes(fullName)).length > before);
    }
    await Promise.all(services.map((service) => service.stop()));
    const times = await plannedTimes(fullName);
    expect(new Set(times).size).toBe(times.length);
    expect(times.slice(0, 4)).toEqual([
      "2026-03-28T23:00:00.000Z",
      "2026-03-29T00:00:00.000Z",
      "2026-03-29T01:00:00.000Z",
      "2026-03-29T02:00:00.000Z",
    ]);
  });

  it("follows an edit by raw SQL at once: the old tick never fires", async () => {
    await clock.freezeAt(database.pool, "2026-06-01T00:00:00Z");
    const { fullName } = await aDeployment(database.pool, {
      schedules: [{ slug: "tick", interval_seconds: 3600, anchor_date: "2026-06-01T00:30:00Z" }],
    });
    const service = start();
    await eventually(async () => (await plannedTimes(fullName))[0] === "2026-06-01T00:30:00.000Z");
    await database.pool.query(
      "update provost.deployment_schedules set cron = '15 * * * *', interval_seconds = null where slug = 'tick'",
    );
    await eventually(async () => (await plannedTimes(fullName))[0] === "2026-06-01T00:15:00.000Z");
    await service.stop();
    expect((await plannedTimes(fullName)).every((time) => time.endsWith(":15:00.000Z"))).toBe(true);
  });

  it("plans the others when as many schedules as it looks at make no sense", async () => {
    await clock.freezeAt(database.pool, "2026-06-01T00:00:00Z");
    const wrong = await aDeployment(database.pool, {
      schedules: [{ cron: "not a cron" }, { cron: "61 * * * *" }],
    });
    await clock.advance(database.pool, "1 second");
    const right = await aDeployment(database.pool, { schedules: [{ cron: "0 0 * * *" }] });
    const errors: string[] = [];
    const service = startScheduler({
      pool: database.pool,
      settings: { ...settings, deploymentBatchSize: 2 },
      onError: (error) => errors.push((error as Error).message),
    });
    await eventually(async () => (await plannedTimes(right.fullName)).length === 3);
    await service.stop();
    expect(errors.join()).toContain("not a cron");
    expect(errors.join()).toContain("61");
    expect(await plannedTimes(wrong.fullName)).toEqual([]);
    await database.pool.query("delete from provost.deployments where id = $1", [wrong.id]);
  });

  it("tells of a schedule why it cannot be planned, until it is mended", async () => {
    await clock.freezeAt(database.pool, "2026-06-01T00:00:00Z");
    const { fullName } = await aDeployment(database.pool, {
      schedules: [{ slug: "wrong", cron: "0 25 * * *" }],
    });
    const problem = async () => {
      const { rows } = await database.pool.query<{ error: string | null }>(
        "select planning_error as error from provost.deployment_schedules where slug = 'wrong'",
      );
      return rows[0]?.error ?? "";
    };
    const service = startScheduler({ pool: database.pool, settings, onError: () => {} });
    await eventually(async () => (await problem()).includes('"25" is no hour'));
    await database.pool.query(
      "update provost.deployment_schedules set cron = '0 23 * * *' where slug = 'wrong'",
    );
    await eventually(async () => (await plannedTimes(fullName)).length === 3);
    expect(await problem()).toBe("");
    await database.pool.query(
      "update provost.deployment_schedules set cron = null, rrule = 'FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30' where slug = 'wrong'",
    );
    await eventually(async () => (await problem()).includes("never occurs"));
    await service.stop();
  });

  it("goes on with the others while somebody holds a schedule", async () => {
    await clock.freezeAt(database.pool, "2026-06-01T00:00:00Z");
    const { id, fullName } = await aDeployment(database.pool, {
      schedules: ["held", "free"].map((slug) => ({ slug, cron: "0 0 * * *" })),
    });
    const edit = "update provost.deployment_schedules set parameters = $1 where slug = 'held'";
    const services: Service[] = [];
    const editor = await database.pool.connect();
    try {
      await editor.query("begin");
      await editor.query(edit, ['{"edit": 1}']);
      services.push(start());
      await eventually(async () => (await plannedTimes(fullName)).length === 3);
      await editor.query("commit");
    } finally {
      editor.release(true);
    }
    await eventually(async () => (await plannedTimes(fullName)).length === 6);
    await Promise.all(services.map((each) => each.stop()));
    expect(await plannedTimes(fullName)).toHaveLength(6);
    await database.pool.query("delete from provost.deployments where id = $1", [id]);
  });
});
