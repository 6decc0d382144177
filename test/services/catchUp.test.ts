import { beforeEach, describe, expect, it } from "vitest";
import { startScheduler } from "../../src/services/scheduler.ts";
import { loadSettings } from "../../src/settings/settings.ts";
import { claim, deploy, registerWorker, type Row } from "../sql/engine.ts";
import { row, value } from "../sql/rows.ts";
import { clock } from "../support/clock.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";

const database = useDatabase();
const { scheduler: settings } = loadSettings({
  PROVOST_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS: "0.1",
  PROVOST_SERVER_SERVICES_SCHEDULER_INSERT_BATCH_SIZE: "100",
}).services;

// Each test has a day of its own: what a session has learned about the due runs of a time (see
// note_due_from) holds for a while, which does not pass between tests.
let day = 0;
let start: string;

beforeEach(async () => {
  start = `2030-01-${String(++day).padStart(2, "0")}T00:00:00Z`;
  await clock.freezeAt(database.pool, start);
  await database.pool.query("delete from provost.deployments");
  await database.pool.query("delete from provost.flow_runs");
});

/** Plans until nothing needs more runs. */
async function planAll(): Promise<void> {
  const service = startScheduler({
    pool: database.pool,
    settings,
    onError: (error) => {
      throw error;
    },
  });
  await eventually(
    async () =>
      (await value(
        database.pool,
        "select count(*) from provost.deployment_schedules where next_plan_time <= provost_private.clock_now()",
      )) === 0,
  );
  await service.stop();
}

const everyTenSeconds = (schedule: Row = {}): Promise<string> =>
  deploy(database.pool, {
    schedules: [{ slug: "s", interval_seconds: 10, anchor_date: start, ...schedule }],
  });

/** Starts what may start, and counts it. */
const startAll = async (): Promise<number> =>
  (await claim(database.pool, await registerWorker(database.pool), 1000)).length;

const countSkipped = (): Promise<number> =>
  value(database.pool, "select count(*) from provost.flow_runs where state_name = 'Skipped'");

describe("a schedule of every 10 s, after 78 minutes in which everything was stopped", () => {
  it.each([
    ["all", {}, 468],
    ["last", {}, 1],
    ["skip", {}, 0],
    ["window", { catch_up_window_seconds: 60 }, 6],
    ["all", { max_catch_up: 7 }, 7],
    ["window", { catch_up_window_seconds: 600, max_catch_up: 7 }, 7],
  ])("runs of %s %j: %i", async (catch_up, more, expected) => {
    await everyTenSeconds({ catch_up, ...more });
    await planAll();
    expect(await startAll()).toBe(1);
    await clock.advance(database.pool, "78 minutes");
    // Whatever comes first, the workers or the scheduler.
    const early = await startAll();
    await planAll();
    // What a session has learned, and may have noted above, is that nothing was due by then.
    await clock.advance(database.pool, "1 s");
    expect(early + (await startAll())).toBe(expected);
    expect(await countSkipped()).toBe(468 - expected);
  });

  it("runs what was planned ahead, and nothing else, unless told otherwise", async () => {
    await everyTenSeconds();
    await planAll();
    const planned = await value<number>(database.pool, "select count(*) from provost.flow_runs");
    await clock.advance(database.pool, "78 minutes");
    await planAll();
    // The instant of now is on time.
    expect(await startAll()).toBe(planned + 1);
    expect(await countSkipped()).toBe(0);
  });

  it("is not changed by a deploy in between", async () => {
    const definition = {
      flow: { name: "redeployed" },
      schedules: [{ slug: "s", interval_seconds: 10, anchor_date: start, catch_up: "all" }],
    };
    await deploy(database.pool, definition);
    await planAll();
    await startAll();
    await clock.advance(database.pool, "40 minutes");
    await deploy(database.pool, { ...definition, tags: ["new"] });
    await clock.advance(database.pool, "38 minutes");
    await planAll();
    expect(await startAll()).toBe(468);
  });

  it("has missed nothing while it was off", async () => {
    await everyTenSeconds({ catch_up: "all" });
    await planAll();
    await startAll();
    await database.pool.query("update provost.deployment_schedules set active = false");
    await clock.advance(database.pool, "78 minutes");
    await database.pool.query("update provost.deployment_schedules set active = true");
    await planAll();
    expect(await startAll()).toBe(1);
  });

  it("has missed nothing while its deployment was paused", async () => {
    const deployment = await everyTenSeconds({ catch_up: "all" });
    await planAll();
    await startAll();
    await database.pool.query("select provost.set_deployment_paused($1, true)", [deployment]);
    await clock.advance(database.pool, "78 minutes");
    await database.pool.query("select provost.set_deployment_paused($1, false)", [deployment]);
    await planAll();
    expect(await startAll()).toBe(1);
  });
});

describe("a schedule that skips what is late", () => {
  it("still runs what a worker can start within a moment", async () => {
    await everyTenSeconds({ catch_up: "skip" });
    await planAll();
    await clock.advance(database.pool, "9 s");
    expect(await startAll()).toBe(1);
    await clock.advance(database.pool, "5 s");
    expect(await startAll()).toBe(1);
  });

  it("tells why a run was skipped", async () => {
    await everyTenSeconds({ catch_up: "skip" });
    await planAll();
    await clock.advance(database.pool, "10 s");
    await database.pool.query("select provost_private.skip_missed_runs()");
    const skipped = await row(
      database.pool,
      "select state_type, state_message from provost.flow_runs where state_name = 'Skipped'",
    );
    expect(skipped).toEqual({
      state_type: "CANCELLED",
      state_message: `It was not started before ${start.slice(0, 10)} 00:00:10 UTC.`,
    });
  });
});

describe("a schedule with a limit of its own", () => {
  it("plans no more runs ahead than that", async () => {
    await everyTenSeconds({ max_scheduled_runs: 2 });
    await planAll();
    expect(await value(database.pool, "select count(*) from provost.flow_runs")).toBe(2);
  });
});
