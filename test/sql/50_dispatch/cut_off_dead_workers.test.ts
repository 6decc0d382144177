import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { eventually } from "../../support/eventually.ts";
import { type Session, twoSessions } from "../../support/twoSessions.ts";
import { endWorker, reap } from "../engine.ts";
import { rows, value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const database = useDatabase();
const db = useTransaction(database);
const sessionName = "provost of this process";
const lockRuns = "select from provost.flow_runs for update";

let worker: string;
beforeEach(async () => {
  worker = await register();
});

const register = (): Promise<string> =>
  value(
    db,
    "select provost_private.register_worker('default', 'test', 'worker', 10, '1.0.0', null, $1)",
    [sessionName],
  );

async function cutOff(): Promise<number> {
  // A transaction sees other sessions as they were when it first looked.
  await db.query("select pg_stat_clear_snapshot()");
  return await value(db, "select provost_private.cut_off_dead_workers()");
}

/** Transactions begin at real times, whatever the settable clock tells: it is stopped now. */
async function die(secondsAgo: number): Promise<void> {
  await clock.freeze(db);
  await reap(db, worker);
  await clock.advance(db, `${secondsAgo} s`);
}

/** A session that is called so, in a transaction that has done this. */
async function begin(session: Session, statement: string, name = sessionName): Promise<void> {
  await session.query("select set_config('application_name', $1, false)", [name]);
  await session.query("begin");
  await session.query(statement);
}

async function hasEnded({ pid }: Session): Promise<boolean> {
  const left = await rows(database.pool, "select from pg_stat_activity where pid = $1", [pid]);
  return left.length === 0;
}

describe("a session of a worker that is dead", () => {
  it.each([
    lockRuns,
    "select from provost_private.active_runs for share",
    "update provost.workers set name = name where false",
  ])("is ended that has kept our rows locked for two seconds: %s", async (statement) => {
    await using sessions = await twoSessions(database.connection);
    await begin(sessions.a, statement);
    await die(3);
    expect(await cutOff()).toBe(1);
    await eventually(() => hasEnded(sessions.a));
  });

  it.each(["hints", "heartbeat", "runs"])(
    "is known by its worker's id, too, when it is for %s",
    async (purpose) => {
      await using sessions = await twoSessions(database.connection);
      await begin(sessions.a, lockRuns, `provost ${purpose} ${worker}`);
      await die(3);
      expect(await cutOff()).toBe(1);
    },
  );

  it("goes on when its transaction has begun since", async () => {
    await using sessions = await twoSessions(database.connection);
    await die(2);
    await begin(sessions.a, lockRuns);
    expect(await cutOff()).toBe(0);
  });

  it("goes on for two seconds after the death, in which it may end by itself", async () => {
    await using sessions = await twoSessions(database.connection);
    await begin(sessions.a, lockRuns);
    await clock.freeze(db);
    await clock.advance(db, "3 s");
    await reap(db, worker);
    await clock.advance(db, "1 s");
    expect(await cutOff()).toBe(0);
  });

  it("goes on when it was left alone for a minute", async () => {
    await using sessions = await twoSessions(database.connection);
    await begin(sessions.a, lockRuns);
    await die(60);
    expect(await cutOff()).toBe(0);
  });

  it("goes on when it locks nothing of ours, or only reads", async () => {
    await using sessions = await twoSessions(database.connection);
    await sessions.a.query("create temporary table of_the_user (id integer)");
    await begin(sessions.a, "lock table of_the_user in exclusive mode");
    await begin(sessions.b, "select from provost.flow_runs");
    await die(3);
    expect(await cutOff()).toBe(0);
  });
});

describe("a session that keeps our rows locked goes on", () => {
  it("when its worker lives", async () => {
    await using sessions = await twoSessions(database.connection);
    await begin(sessions.a, lockRuns);
    await clock.advance(db, "3 s");
    expect(await cutOff()).toBe(0);
  });

  it("when its worker has said goodbye: its process may go on", async () => {
    await using sessions = await twoSessions(database.connection);
    await begin(sessions.a, lockRuns);
    await clock.freeze(db);
    await endWorker(db, worker);
    await clock.advance(db, "3 s");
    expect(await cutOff()).toBe(0);
  });

  it("when a living worker is of the same process as the dead one", async () => {
    await using sessions = await twoSessions(database.connection);
    await register();
    await begin(sessions.a, lockRuns);
    await die(3);
    expect(await cutOff()).toBe(0);
  });

  it("when it is of somebody else", async () => {
    await using sessions = await twoSessions(database.connection);
    await begin(sessions.a, lockRuns, "provost of another process");
    await die(3);
    expect(await cutOff()).toBe(0);
  });
});
