import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Queryable } from "../../../src/db/pool.ts";
import { clock } from "../../support/clock.ts";
import { useDatabase, withDatabase } from "../../support/database.ts";
import { twoSessions } from "../../support/twoSessions.ts";
import {
  deploy,
  finish,
  type HeldRun,
  history,
  record,
  registerWorker,
  running,
} from "../engine.ts";
import { column, value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";
import {
  idAt,
  letIdsFollowClock,
  makePeriod,
  partitionsNamed,
  partitionsOf,
  readPeriods,
} from "./periods.ts";

const database = useDatabase();
const db = useTransaction(database);

const log = ({ id, epoch }: HeldRun) => ({ flow_run_id: id, epoch, level: 20, name: "n" });

/** Claims a run, records a task that fails once and a log line, and finishes it. */
async function playLife(on: Queryable, columns: object = {}): Promise<string> {
  const run = await running(on, { ...columns });
  await record(on, run, { type: "FAILED", run_count: 1, retries: 1, retriable: true });
  await record(on, run);
  await value(on, "select provost_private.write_logs($1)", [
    JSON.stringify([{ ...log(run), message: "m" }]),
  ]);
  await finish(on, run);
  expect(await history(on, run.id)).toEqual(["Scheduled", "Pending", "Running", "Completed"]);
  return run.id;
}

describe("the history of a run", () => {
  it("lies in the period in which its id was made, in all tables", async () => {
    await makePeriod(db, "2031-03-05T10:00:00Z");
    const id = await playLife(db, { id: await idAt(db, "2031-03-05T10:00:00Z") });
    expect(await partitionsOf(db, id)).toEqual(partitionsNamed("20310217"));
  });

  it.each([
    ["of a time that has no period", () => idAt(db, "2099-01-01T00:00:00Z"), "other"],
    ["of no time at all", () => Promise.resolve(`f${randomUUID().slice(1)}`), "other"],
    ["the largest there is", () => Promise.resolve("f".repeat(32)), "other"],
    ["the smallest there is", () => Promise.resolve("0".repeat(32)), "first"],
    ["from before there was any history", () => idAt(db, "1999-01-01T00:00:00Z"), "first"],
  ])("is kept when its id is %s", async (_what, makeId, place) => {
    const id = await playLife(db, { id: await makeId() });
    expect(await partitionsOf(db, id)).toEqual(partitionsNamed(place));
  });

  it("is stored as the tables say, whichever period it lies in", async () => {
    await makePeriod(db, "2031-03-05T10:00:00Z");
    const options = await column<string[] | null>(
      db,
      `select distinct (select array_agg(o order by o) from unnest(reloptions) o)
       from pg_class where relkind = 'r' and relnamespace = 'provost_history'::regnamespace
         and relname like 'task_run%'`,
    );
    expect(options).toHaveLength(2);
    expect(options).toContainEqual(["fillfactor=90"]);
  });
});

describe("make_history_period", () => {
  it("makes each period once, next to its neighbours", async () => {
    await makePeriod(db, "2031-03-05T10:00:00Z");
    await makePeriod(db, "2031-03-12T23:00:00Z");
    await makePeriod(db, "2031-03-20T00:00:00Z");
    expect((await readPeriods(db)).slice(1)).toEqual([
      { from: new Date("2031-02-17"), to: new Date("2031-03-10"), orphans: 0 },
      { from: new Date("2031-03-10"), to: new Date("2031-03-31"), orphans: 0 },
    ]);
  });

  it("fills what is left between periods when their length was changed", async () => {
    await makePeriod(db, "2031-03-05T10:00:00Z");
    await makePeriod(db, "2031-04-10T00:00:00Z");
    await db.query("update provost_private.history_state set runs_every = '28 days'");
    await makePeriod(db, "2031-03-12T00:00:00Z");
    await makePeriod(db, "2031-03-20T00:00:00Z");
    expect((await readPeriods(db)).slice(1)).toMatchObject([
      { to: new Date("2031-03-10") },
      { from: new Date("2031-03-10"), to: new Date("2031-03-17") },
      { from: new Date("2031-03-17"), to: new Date("2031-03-31") },
      { from: new Date("2031-03-31") },
    ]);
  });

  it("ends them at midnight, UTC, wherever the session's clocks go forward meanwhile", async () => {
    await db.query("set local timezone = 'America/New_York'");
    await makePeriod(db, "2031-03-05T10:00:00Z");
    await makePeriod(db, "2031-03-09T23:30:00Z");
    expect((await readPeriods(db)).slice(1)).toEqual([
      { from: new Date("2031-02-17"), to: new Date("2031-03-10"), orphans: 0 },
    ]);
  });

  it("moves what lies beside the periods into the one that is its own", async () => {
    const [early, late] = [
      await playLife(db, { id: await idAt(db, "2031-03-05T10:00:00Z") }),
      await playLife(db, { id: await idAt(db, "2031-05-05T10:00:00Z") }),
    ];
    expect(await partitionsOf(db, early)).toEqual(partitionsNamed("other"));
    await makePeriod(db, "2031-03-05T10:00:00Z");
    expect(await partitionsOf(db, early)).toEqual(partitionsNamed("20310217"));
    expect(await partitionsOf(db, late)).toEqual(partitionsNamed("other"));
    expect(await history(db, early)).toHaveLength(4);
  });
});

describe("a period that nobody has made", () => {
  it("is made by a worker, after 60 days without any upkeep", async () => {
    await clock.freezeAt(db, "2031-03-05T10:00:00Z");
    await letIdsFollowClock(db);
    const before = await playLife(db);
    await clock.advance(db, "60 days");
    const after = await playLife(db);
    expect(await partitionsOf(db, before)).toEqual(partitionsNamed("20310217"));
    expect(await partitionsOf(db, after)).toEqual(partitionsNamed("20310421"));
  });

  it("is made by an event, too", async () => {
    await clock.freezeAt(db, "2031-03-05T10:00:00Z");
    await letIdsFollowClock(db);
    await value(db, "select provost.emit_event('paid', '\"order/1\"')");
    expect(await column(db, "select tableoid::regclass::text from provost.events")).toEqual([
      "provost_history.events_20310305",
    ]);
  });

  it("keeps nobody from writing history before there is a worker", async () => {
    await clock.freezeAt(db, "2031-03-05T10:00:00Z");
    await letIdsFollowClock(db);
    const deployment = await deploy(db);
    const id = await value<string>(
      db,
      `with made as (insert into provost.flow_runs (deployment) values ($1) returning id),
         noted as (
           insert into provost.logs (flow_run_id, level, name, message, timestamp)
           select id, 20, 'order', 'ordered', now() from made)
       select id from made`,
      [deployment],
    );
    expect(await partitionsOf(db, id)).toEqual(["provost_history.logs_other"]);
    await registerWorker(db);
    expect(await partitionsOf(db, id)).toEqual(["provost_history.logs_20310217"]);
  });

  it("is made once when many need it at the same time: the others wait for the first", async () => {
    await withDatabase({}, async ({ pool, connection }) => {
      await using sessions = await twoSessions(connection);
      await clock.freezeAt(pool, "2031-03-05T10:00:00Z");
      await letIdsFollowClock(pool);
      const register =
        "select provost_private.register_worker('default', 'test', 'worker', 1, '1.0.0')";
      await sessions.a.query("begin");
      await sessions.a.query(register);
      const second = sessions.b.query(register);
      await sessions.untilBlocked(sessions.b);
      await sessions.a.query("commit");
      await second;
      expect((await readPeriods(pool)).map(({ to }) => to)).toContainEqual(
        new Date("2031-03-10T00:00:00Z"),
      );
    });
  });

  it("is made later when somebody reads for long, and what was written meanwhile is moved", async () => {
    await withDatabase({}, async ({ pool, connection }) => {
      await using sessions = await twoSessions(connection);
      await clock.freezeAt(pool, "2031-03-05T10:00:00Z");
      await letIdsFollowClock(pool);
      await sessions.a.query("begin; select from provost.task_runs");
      const { id } = await running(pool);
      expect(await partitionsOf(pool, id)).toEqual(["provost_history.flow_run_states_other"]);
      await sessions.a.query("commit");
      expect(await makePeriod(pool, "2031-03-05T10:00:00Z")).toBe(true);
      expect(await partitionsOf(pool, id)).toEqual(["provost_history.flow_run_states_20310217"]);
    });
  });
});
