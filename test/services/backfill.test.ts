import { beforeEach, describe, expect, it } from "vitest";
import { startScheduler } from "../../src/services/scheduler.ts";
import { loadSettings } from "../../src/settings/settings.ts";
import { claim, deploy, finish, registerWorker, type Row } from "../sql/engine.ts";
import { column, row, rows, value } from "../sql/rows.ts";
import { clock } from "../support/clock.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";

const database = useDatabase();
const { scheduler: settings } = loadSettings({
  PROVOST_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS: "0.1",
  PROVOST_SERVER_SERVICES_SCHEDULER_INSERT_BATCH_SIZE: "7",
}).services;

beforeEach(async () => {
  await clock.freezeAt(database.pool, "2030-01-02T00:00:00Z");
  await database.pool.query("delete from provost.deployments");
  await database.pool.query("delete from provost.flow_runs");
});

async function hourly(schedule: Row = {}): Promise<string> {
  const deployment = await deploy(database.pool, {
    schedules: [{ slug: "s", cron: "0 * * * *", ...schedule }],
  });
  return await value(
    database.pool,
    `select s.id from provost.deployment_schedules s
     join provost.deployments d on d.id = s.deployment_id where d.full_name = $1`,
    [deployment],
  );
}

/** Lets five schedulers work until nothing is left to plan. */
async function planAll(): Promise<void> {
  const services = Array.from({ length: 5 }, () =>
    startScheduler({
      pool: database.pool,
      settings,
      onError: (error) => {
        throw error;
      },
    }),
  );
  const left = `select (select count(*) from provost.schedule_backfills where completed is null)
    + (select count(*) from provost.deployment_schedules
       where active and next_plan_time <= provost_private.clock_now())`;
  await eventually(async () => (await value(database.pool, left)) === 0);
  await Promise.all(services.map((service) => service.stop()));
}

const backfill = (schedule: string, from: string, to: string) =>
  row(database.pool, "select * from provost.backfill($1, $2, $3)", [schedule, from, to]);

const startAll = async (): Promise<number> =>
  (await claim(database.pool, await registerWorker(database.pool), 1000)).length;

describe("a backfill", () => {
  it("runs each instant of its time once, both ends included", async () => {
    const schedule = await hourly();
    await backfill(schedule, "2030-01-01T00:00:00Z", "2030-01-01T23:00:00Z");
    await planAll();
    expect(await startAll()).toBe(24 + 1);
    const [done] = await rows(database.pool, "select * from provost.schedule_backfills");
    expect(done).toMatchObject({ run_count: 24, planned_until: new Date("2030-01-01T23:00Z") });
  });

  it("is of a stretch of the past that the calendar has", async () => {
    const schedule = await hourly();
    for (const [from, to] of [
      ["-infinity", "2030-01-01"],
      ["2030-01-02", "2030-01-01"],
      ["2030-01-01", "infinity"],
    ] as const) {
      await expect(backfill(schedule, from, to)).rejects.toThrow("Expected a stretch of the past");
    }
  });

  it("is refused where the runs would lack parameters, which no scheduler could make", async () => {
    const deployment = await deploy(database.pool, {
      parameter_openapi_schema: {
        type: "object",
        properties: { source: { type: "string" } },
        required: ["source"],
      },
      schedules: [{ slug: "s", cron: "0 * * * *", active: false }],
    });
    const id = await value<string>(
      database.pool,
      `select s.id from provost.deployment_schedules s
       join provost.deployments d on d.id = s.deployment_id where d.full_name = $1`,
      [deployment],
    );
    await expect(backfill(id, "2030-01-01T05:00Z", "2030-01-01T09:00Z")).rejects.toMatchObject({
      code: "VOPAR",
      message: `No run of schedule ${id} can be made without source.`,
    });
  });

  it("tells why it cannot be planned, keeps no other waiting, and goes on once that is mended", async () => {
    const schedule = await hourly();
    await planAll();
    await backfill(schedule, "2030-01-01T05:00:00Z", "2030-01-01T06:00:00Z");
    const edit = "update provost.deployments set parameter_openapi_schema = $1 where id = $2";
    const needy = await value<string>(
      database.pool,
      "select deployment_id from provost.deployment_schedules where id = $1",
      [schedule],
    );
    await database.pool.query(edit, ['{"type": "object", "required": ["source"]}', needy]);
    await backfill(await hourly(), "2030-01-01T05:00:00Z", "2030-01-01T06:00:00Z");

    const service = startScheduler({
      pool: database.pool,
      settings: { ...settings, deploymentBatchSize: 1 },
      onError: () => {},
    });
    const backfills = () =>
      rows(
        database.pool,
        `select completed, planning_error as error,
           next_plan_time > provost_private.clock_now() as rests
         from provost.schedule_backfills order by id`,
      );
    await eventually(async () => {
      expect(await backfills()).toEqual([
        { completed: null, error: expect.stringContaining("source"), rests: true },
        { completed: expect.any(Date), error: null, rests: false },
      ]);
    });
    await database.pool.query(edit, [null, needy]);
    await eventually(async () => {
      expect(await backfills()).toEqual(
        Array.from({ length: 2 }, () => ({
          completed: expect.any(Date),
          error: null,
          rests: false,
        })),
      );
    });
    await service.stop();
  });

  it("is not planned where it would be of more runs than anybody can mean", async () => {
    const schedule = await hourly({ cron: "* * * * *" });
    await backfill(schedule, "0001-01-01T00:00:00Z", "2030-01-01T00:00:00Z");
    const service = startScheduler({ pool: database.pool, settings, onError: () => {} });
    await eventually(async () => {
      expect(
        await value(database.pool, "select planning_error from provost.schedule_backfills"),
      ).toBe(
        "From 0001-01-01T00:00:00.000Z to 2030-01-01T00:00:00.000Z the schedule is due more than 100000 times.",
      );
    });
    await service.stop();
  });

  it("repeats nothing that another has run, or the schedule itself", async () => {
    const schedule = await hourly();
    await backfill(schedule, "2030-01-01T10:00:00Z", "2030-01-01T12:00:00Z");
    await backfill(schedule, "2030-01-01T11:00:00Z", "2030-01-02T00:00:00Z");
    await planAll();
    expect(await startAll()).toBe(15);
  });

  it("runs what was skipped", async () => {
    const schedule = await hourly({ catch_up: "skip" });
    await planAll();
    await startAll();
    await clock.advance(database.pool, "5 hours");
    await planAll();
    await database.pool.query("select provost_private.skip_missed_runs()");
    const missed = "select expected_start_time from provost.missed_runs($1, $2)";
    const times = await column(database.pool, missed, [schedule, "2030-01-02T03:00:00Z"]);
    expect(times).toHaveLength(3);
    await backfill(schedule, "2030-01-02T00:00:00Z", "2030-01-02T05:00:00Z");
    await planAll();
    expect(await column(database.pool, missed, [schedule, null])).toEqual([]);
    await clock.advance(database.pool, "1 s");
    expect(await startAll()).toBe(5);
  });

  it.each(["skip", "queue", "cancel_running"])(
    "runs one after the other what may not overlap, with %s",
    async (overlap) => {
      await clock.advance(database.pool, "30 minutes");
      const schedule = await hourly({ overlap });
      await backfill(schedule, "2030-01-01T10:00:00Z", "2030-01-01T12:00:00Z");
      await planAll();
      const worker = await registerWorker(database.pool);
      for (const hour of [10, 11, 12]) {
        const [claimed, ...others] = await claim(database.pool, worker, 10);
        expect(others).toEqual([]);
        await database.pool.query("select provost_private.tend_flow_runs()");
        const { expected_start_time: time, state_name: state } = await row(
          database.pool,
          "select * from provost.flow_runs where id = $1",
          [claimed?.flow_run_id],
        );
        expect([time, state]).toEqual([new Date(`2030-01-01T${hour}:00:00Z`), "Running"]);
        await finish(database.pool, { id: claimed?.flow_run_id ?? "", epoch: claimed?.epoch ?? 0 });
      }
    },
  );

  it("does not stand before the runs of the schedule's own time, nor is it replaced", async () => {
    await clock.advance(database.pool, "30 minutes");
    const schedule = await hourly({ overlap: "cancel_running" });
    await planAll();
    await backfill(schedule, "2030-01-01T10:00:00Z", "2030-01-01T11:00:00Z");
    await planAll();
    await clock.advance(database.pool, "1 hour");
    const worker = await registerWorker(database.pool);
    const [own] = await claim(database.pool, worker, 10);
    const names = async () => {
      await database.pool.query("select provost_private.tend_flow_runs()");
      return await column(
        database.pool,
        `select state_name from provost.flow_runs where expected_start_time <= $1
         order by expected_start_time`,
        ["2030-01-02T02:00:00Z"],
      );
    };
    expect(await names()).toEqual([
      "AwaitingConcurrencySlot",
      "AwaitingConcurrencySlot",
      "Running",
      "Scheduled",
    ]);
    await finish(database.pool, { id: own?.flow_run_id ?? "", epoch: own?.epoch ?? 0 });
    await claim(database.pool, worker, 10);
    await clock.advance(database.pool, "1 hour");
    await claim(database.pool, worker, 10);
    expect(await names()).toEqual([
      "Running",
      "AwaitingConcurrencySlot",
      "Completed",
      "AwaitingConcurrencySlot",
    ]);
  });

  it.each([
    ["2030-01-01T01:00:00Z", "2030-01-01T00:00:00Z"],
    ["2030-01-01T01:00:00Z", "2030-01-03T00:00:00Z"],
  ])("is refused from %s to %s", async (from, to) => {
    const schedule = await hourly();
    await expect(backfill(schedule, from, to)).rejects.toMatchObject({ code: "VOARG" });
  });
});

describe("a coming run of a schedule", () => {
  it("can be skipped, and is not planned again", async () => {
    const schedule = await hourly();
    await planAll();
    const skipped = await row(database.pool, "select * from provost.skip_scheduled_run($1, $2)", [
      schedule,
      "2030-01-02T02:00:00Z",
    ]);
    expect(skipped).toMatchObject({
      state_name: "Skipped",
      expected_start_time: new Date("2030-01-02T02:00:00Z"),
    });
    await clock.advance(database.pool, "2 hours");
    await planAll();
    expect(await startAll()).toBe(2);
  });

  it("can be run early, and not again at its time", async () => {
    const schedule = await hourly();
    await planAll();
    await startAll();
    await database.pool.query("select provost.run_scheduled_early($1)", [schedule]);
    expect(await startAll()).toBe(1);
    await clock.advance(database.pool, "1 hour");
    await planAll();
    expect(await startAll()).toBe(0);
  });

  it("is refused when it is not planned", async () => {
    const schedule = await hourly();
    await planAll();
    const skip = database.pool.query("select provost.skip_scheduled_run($1, '2031-01-01')", [
      schedule,
    ]);
    await expect(skip).rejects.toMatchObject({
      code: "VONFD",
      detail: expect.stringContaining(
        "The next ones: 2030-01-02T00:00:00.000Z, 2030-01-02T01:00:00",
      ),
    });
  });
});

describe("a schedule of a deployment that exists", () => {
  it("can be added, replaced and deleted", async () => {
    const deployment = await deploy(database.pool, {});
    const create = "select slug from provost.create_schedule($1, $2, $3)";
    const add = (slug: string, replace = false) =>
      value(database.pool, create, [
        deployment,
        JSON.stringify({ slug, cron: "0 * * * *" }),
        replace,
      ]);
    const slugs = () =>
      column(database.pool, "select slug from provost.deployment_schedules order by slug");
    await add("a");
    await add("b");
    await expect(add("a")).rejects.toMatchObject({ code: "VOARG" });
    expect(await slugs()).toEqual(["a", "b"]);
    await add("c", true);
    expect(await slugs()).toEqual(["c"]);
    await database.pool.query(
      "select provost.delete_schedule(id) from provost.deployment_schedules",
    );
    expect(await slugs()).toEqual([]);
  });
});
