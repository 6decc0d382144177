import { beforeAll, describe, expect, it } from "vitest";
import { type Client, connectClient } from "../../../src/db/pool.ts";
import { clock } from "../../support/clock.ts";
import { useDatabase, withDatabase } from "../../support/database.ts";
import { twoSessions } from "../../support/twoSessions.ts";
import { fromPostgres, InvalidInput } from "../../../src/errors.ts";
import { claim, deploy, enqueue, finish, record, registerWorker, running } from "../engine.ts";
import { letIdsFollowClock, readPeriods } from "../05_history/periods.ts";
import { column, value } from "../rows.ts";
import { addLongHistory, beginHistoryLater, historySize, orphans } from "./longHistory.ts";

interface Step {
  flow_runs: number;
  events: number;
  dropped: string | null;
  is_busy: boolean;
  next: string | null;
}

const step = (db: Client, olderThan: string, after: string | null = null): Promise<Step> =>
  value(db, "select provost.prune($1, after => $2)", [olderThan, after]);

async function prune(db: Client, olderThan: string): Promise<Step[]> {
  const steps: Step[] = [];
  for (let after: string | null = null; steps.length === 0 || after !== null;) {
    const done = await step(db, olderThan, after);
    steps.push(done);
    after = done.next;
  }
  return steps;
}

const count = (db: Client): Promise<number> =>
  value(db, "select count(*)::int from provost.flow_runs");

const end = "2031-03-31T12:00:00Z";

describe("30,000 runs of 30 days, of which 7 are to stay", () => {
  const database = useDatabase();
  let db: Client;
  let deployment: string;

  beforeAll(async () => {
    db = await connectClient(database.connection);
    // Periods are told by their days in UTC all the same.
    await db.query("set timezone = 'America/New_York'");
    await clock.freezeAt(db, end);
    deployment = await deploy(db);
    await beginHistoryLater(db);
    await addLongHistory(db, { deployment, end, days: 30, runs: 30_000 });
    await db.query("analyze");
    return () => db.end();
  });

  it("are counted before, and nothing is changed", async () => {
    const found = await value<Record<string, number>>(
      db,
      "select provost.prune('7 days', dry_run => true)",
    );
    expect(found).toMatchObject({ flow_runs: 23_000, events: 0 });
    expect(found["dropped_bytes"]).toBeGreaterThan(1_000_000);
    expect(await count(db)).toBe(30_000);
  });

  it("are pruned in small steps, period by period, and nothing is left of them", async () => {
    const before = await historySize(db);
    const steps = await prune(db, "7 days");
    expect(steps.reduce((sum, { flow_runs }) => sum + flow_runs, 0)).toBe(23_000);
    expect(Math.max(...steps.map(({ flow_runs }) => flow_runs))).toBe(2000);
    expect(steps.flatMap(({ dropped }) => dropped ?? [])).toEqual([
      "runs from 2031-02-24 to 2031-03-03",
      "runs from 2031-03-03 to 2031-03-10",
      "runs from 2031-03-10 to 2031-03-17",
      "runs from 2031-03-17 to 2031-03-24",
    ]);
    expect(await count(db)).toBe(7000);
    expect(await orphans(db)).toBe(0);
    expect(await historySize(db)).toBeLessThan(0.35 * before);
    expect(await prune(db, "7 days")).toMatchObject([
      { flow_runs: 0, next: expect.anything() },
      {},
    ]);
  });

  it("leave the others, which are claimed, recorded and finished as ever", async () => {
    await enqueue(db, { deployment });
    const [claimed] = await claim(db, await registerWorker(db));
    const run = { id: claimed?.flow_run_id ?? "", epoch: claimed?.epoch ?? 0 };
    expect((await record(db, run)).status).toBe("ACCEPT");
    expect((await finish(db, run)).status).toBe("ACCEPT");
    expect(await orphans(db)).toBe(0);
  });
});

describe("prune", () => {
  it("keeps what waits, what was started by it, and what such a run has called", async () => {
    await withDatabase({}, async ({ connection }) => {
      const db = await connectClient(connection);
      const deployment = await deploy(db);
      const parent = await running(db, { deployment });
      const child = await running(db, { deployment });
      const waiting = await enqueue(db, {
        deployment,
        expected_start_time: "2031-01-01T00:00:00Z",
      });
      await db.query("update provost.flow_runs set parent_flow_run_id = $1 where id = $2", [
        parent.id,
        child.id,
      ]);
      await record(db, parent);
      await finish(db, child);
      const gone = await running(db, { deployment });
      await record(db, gone);
      await finish(db, gone);
      await clock.advance(db, "100 days");
      expect((await prune(db, "90 days"))[0]).toMatchObject({ flow_runs: 1 });
      expect(await count(db)).toBe(3);
      expect(await orphans(db)).toBe(0);
      const [period] = await readPeriods(db);
      expect(period?.orphans).toBe(0);

      await finish(db, parent);
      await clock.advance(db, "100 days");
      await prune(db, "90 days");
      expect(
        await value(db, "select array_agg(id) from provost.flow_runs"),
        "what waits outlives its period, and has its history",
      ).toEqual([waiting]);
      expect(await orphans(db)).toBe(0);
      expect(
        await value(
          db,
          "select count(*)::int from provost.flow_run_states where flow_run_id = $1",
          [waiting],
        ),
      ).toBe(1);
      await db.end();
    });
  });

  it("keeps runs that failed or crashed longer where that is wished, with their history", async () => {
    await withDatabase({}, async ({ connection }) => {
      const db = await connectClient(connection);
      await clock.freezeAt(db, end);
      const deployment = await deploy(db);
      for (const type of ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"]) {
        const run = await running(db, { deployment });
        await record(db, run);
        await finish(db, run, { type });
      }
      await clock.advance(db, "100 days");
      const types = () =>
        value(db, "select array_agg(state_type::text order by id) from provost.flow_runs");
      const dry = "select provost.prune('90 days', true, failed_older_than => '180 days')";
      expect(await value(db, dry)).toMatchObject({ flow_runs: 2 });
      const keep = "select provost.prune('90 days', after => $1, failed_older_than => '180 days')";
      for (let after: string | null = null, isDone = false; !isDone; isDone = after === null) {
        after = (await value<Step>(db, keep, [after])).next;
      }
      expect(await types()).toEqual(["FAILED", "CRASHED"]);
      expect(await orphans(db)).toBe(0);
      expect(await value(db, "select count(*)::int from provost.task_runs")).toBe(2);
      await clock.advance(db, "100 days");
      await prune(db, "90 days");
      expect(await types()).toBeNull();
      await db.end();
    });
  });

  it("drops nothing while somebody reads it, lets everybody else go on, and says so", async () => {
    await withDatabase({}, async ({ connection }) => {
      await using sessions = await twoSessions(connection);
      const db = await connectClient(connection);
      await clock.freezeAt(db, end);
      const deployment = await deploy(db);
      await beginHistoryLater(db);
      await addLongHistory(db, { deployment, end, days: 30, runs: 300 });
      await sessions.a.query("begin; select from provost.task_runs limit 1");
      const first = await step(db, "7 days");
      const last = await step(db, "7 days", "ffffffff-ffff-ffff-ffff-ffffffffffff");
      expect([first.flow_runs, last]).toMatchObject([230, { is_busy: true, dropped: null }]);
      await finish(db, await running(db, { deployment }));
      await sessions.a.query("commit");
      const steps = await prune(db, "7 days");
      expect(steps.filter(({ dropped }) => dropped !== null)).toHaveLength(4);
      expect(await orphans(db)).toBe(0);
      await db.end();
    });
  });

  it("deletes runs whose ids are of no time, with their history", async () => {
    await withDatabase({}, async ({ connection }) => {
      const db = await connectClient(connection);
      const id = "ffffffff-0000-4000-8000-000000000000";
      const run = await running(db, { id });
      await record(db, run);
      await finish(db, run);
      await clock.advance(db, "8 days");
      await prune(db, "7 days");
      expect(await count(db)).toBe(0);
      expect(await orphans(db)).toBe(0);
      await db.end();
    });
  });

  it("keeps what a clock that was ahead has ended until then, and prunes the rest as ever", async () => {
    await withDatabase({}, async ({ connection }) => {
      const db = await connectClient(connection);
      const runOnce = async () => {
        const run = await running(db, {});
        await record(db, run);
        await finish(db, run);
        return run.id;
      };
      const left = () => column(db, "select id from provost.flow_runs order by id");
      await clock.freezeAt(db, "2033-03-01T00:00:00Z");
      await letIdsFollowClock(db);
      const ahead = await runOnce();
      await clock.freezeAt(db, "2032-03-01T00:00:00Z");
      const now = await runOnce();
      await prune(db, "30 days");
      expect(await left()).toEqual([now, ahead]);
      await clock.advance(db, "60 days");
      await prune(db, "30 days");
      expect(await left()).toEqual([ahead]);
      await clock.freezeAt(db, "2033-05-01T00:00:00Z");
      await prune(db, "30 days");
      expect(await left()).toEqual([]);
      expect(await orphans(db)).toBe(0);
      await db.end();
    });
  });

  it("keeps everything under a clock that is behind", async () => {
    await withDatabase({}, async ({ connection }) => {
      const db = await connectClient(connection);
      await clock.freezeAt(db, "2032-03-01T00:00:00Z");
      await letIdsFollowClock(db);
      const run = await running(db, {});
      await finish(db, run);
      await clock.freezeAt(db, "1999-12-31T00:00:00Z");
      expect((await prune(db, "0 days")).map(({ flow_runs: runs }) => runs)).toEqual([0, 0]);
      expect(await count(db)).toBe(1);
      await db.end();
    });
  });

  it.each(["-1 days", null])("refuses %s", async (age) => {
    await withDatabase({}, async ({ pool }) => {
      const refused = pool.query("select provost.prune($1)", [age]).catch(fromPostgres);
      expect(await refused).toBeInstanceOf(InvalidInput);
    });
  });
});
