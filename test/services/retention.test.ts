import { expect, it, onTestFinished } from "vitest";
import { startRetention } from "../../src/services/retention.ts";
import { loadSettings } from "../../src/settings/settings.ts";
import { clock } from "../support/clock.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { deploy, finish, record, running } from "../sql/engine.ts";
import { beginHistoryLater, addLongHistory, orphans } from "../sql/80_upkeep/longHistory.ts";
import { value } from "../sql/rows.ts";

const database = useDatabase();

it("drops the periods that are past their time, and keeps what goes on", async () => {
  const db = await database.pool.connect();
  onTestFinished(() => db.release());
  await clock.freezeAt(db, "2031-03-31T12:00:00Z");
  const deployment = await deploy(db);
  await beginHistoryLater(db);
  await addLongHistory(db, { deployment, end: "2031-03-31T12:00:00Z", days: 30, runs: 3000 });
  const now = await running(db, { deployment });
  await record(db, now);
  await value(db, "select provost.emit_event('paid', '\"order/1\"', occurred => '2031-03-01')");

  const retention = startRetention({
    pool: database.pool,
    settings: loadSettings({
      PROVOST_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD: String(7 * 86_400),
    }).services.retention,
    onError: (error) => {
      throw error;
    },
  });
  onTestFinished(() => retention.stop());
  await eventually(async () => {
    expect(
      await value(
        db,
        `select count(*)::int from provost_private.history_periods
         where kind = 'runs' and to_time <= '2031-03-24T00:00:00Z'`,
      ),
    ).toBe(0);
  });
  // Whole periods: the runs that ended before 24 March, but not those of the day until noon.
  expect(
    await value(
      db,
      `select count(*)::int from provost.flow_runs where name = 'old' and end_time < '2031-03-24T00:00:00Z'`,
    ),
  ).toBe(0);
  expect(await value(db, "select count(*)::int from provost.flow_runs where name = 'old'")).toBe(
    750,
  );
  expect(await orphans(db)).toBe(0);
  expect(await value(db, "select count(*)::int from provost.events")).toBe(0);
  expect((await finish(db, now)).status).toBe("ACCEPT");
});

it("keeps runs that failed, and forgets cached results, after times of their own", async () => {
  const db = await database.pool.connect();
  onTestFinished(() => db.release());
  await clock.freezeAt(db, "2032-01-31T12:00:00Z");
  const deployment = await deploy(db);
  const ids: string[] = [];
  for (const type of ["COMPLETED", "FAILED"]) {
    const run = await running(db, { deployment });
    await record(db, run, { cache_key: `of ${type}` });
    await finish(db, run, { type });
    ids.push(run.id);
  }
  await clock.freezeAt(db, "2032-12-31T12:00:00Z");
  const retention = startRetention({
    pool: database.pool,
    settings: loadSettings({
      PROVOST_SERVER_SERVICES_DB_VACUUM_FAILED_RETENTION_PERIOD: String(500 * 86_400),
      PROVOST_SERVER_SERVICES_DB_VACUUM_CACHE_RETENTION_PERIOD: String(30 * 86_400),
    }).services.retention,
    onError: (error) => {
      throw error;
    },
  });
  onTestFinished(() => retention.stop());
  await eventually(async () => {
    expect(
      await value(db, "select array_agg(id) from provost.flow_runs where id = any ($1)", [ids]),
    ).toEqual([ids[1]]);
    expect(await value(db, "select count(*)::int from provost_private.task_run_cache")).toBe(0);
  });
});
