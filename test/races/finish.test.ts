import { describe, expect, it } from "vitest";
import type { Queryable } from "../../src/db/pool.ts";
import { useDatabase } from "../support/database.ts";
import { twoSessions } from "../support/twoSessions.ts";
import {
  activeRun,
  cancel,
  endWorker,
  finish,
  finishAll,
  history,
  readRun,
  reap,
  registerWorker,
  running,
  setState,
} from "../sql/engine.ts";
import { value } from "../sql/rows.ts";
import { race } from "./race.ts";

const database = useDatabase();

describe("a run that is finished and cancelled at the same moment", () => {
  it("stays Completed when the finish was first", async () => {
    const run = await running(database.pool);
    const moves = await race(
      database.connection,
      ({ client }) => finish(client, run, { result: 1 }),
      ({ client }) => cancel(client, run.id),
    );
    expect(moves.second).toMatchObject({
      status: "ABORT",
      details: { rule: "loses_a_terminal_state" },
    });
    expect(await history(database.pool, run.id)).toEqual([
      "Scheduled",
      "Pending",
      "Running",
      "Completed",
    ]);
  });

  it("ends as Cancelled when the cancellation was first", async () => {
    const run = await running(database.pool);
    const moves = await race(
      database.connection,
      ({ client }) => cancel(client, run.id),
      ({ client }) => finish(client, run, { result: 1 }),
    );
    expect(moves.second).toMatchObject({ status: "ACCEPT", state_name: "Cancelled" });
    expect(await history(database.pool, run.id)).toEqual([
      "Scheduled",
      "Pending",
      "Running",
      "Cancelling",
      "Cancelled",
    ]);
  });
});

describe("a run that is finished while it is taken from its worker", () => {
  const states = ["Scheduled", "Pending", "Running", "Completed"];

  it("is not run again because the worker says goodbye", async () => {
    const run = await running(database.pool);
    const moves = await race(
      database.connection,
      ({ client }) => finish(client, run),
      ({ client }) => endWorker(client, run.worker),
    );
    expect(moves.first.status).toBe("ACCEPT");
    expect(await history(database.pool, run.id)).toEqual(states);
  });

  it("is passed over by a heartbeat that did not report it any more, and not run again", async () => {
    const run = await running(database.pool);
    const beat = (client: Queryable) =>
      value(client, "select provost_private.beat($1, '[]', false, -60)", [run.worker]);
    await using sessions = await twoSessions(database.connection);
    await sessions.a.query("begin");
    expect((await finish(sessions.a.client, run)).status).toBe("ACCEPT");
    await beat(sessions.b.client);
    await sessions.a.query("commit");
    await beat(sessions.b.client);
    expect(await history(database.pool, run.id)).toEqual(states);
  });

  it("is not run again because its worker was declared dead", async () => {
    const run = await running(database.pool);
    await using sessions = await twoSessions(database.connection);
    await sessions.a.query("begin");
    await finish(sessions.a.client, run);
    const dead = reap(sessions.b.client, run.worker);
    await Promise.race([dead, sessions.untilBlocked(sessions.b)]);
    await sessions.a.query("commit");
    expect(await dead).toBe(true);
    await database.pool.query("select provost_private.tend_flow_runs()");
    expect(await history(database.pool, run.id)).toEqual(states);
  });

  it("goes to another when it was taken first, and the finish is refused", async () => {
    const run = await running(database.pool);
    const moves = await race(
      database.connection,
      ({ client }) => reap(client, run.worker),
      ({ client }) => finish(client, run),
    );
    expect(moves.second.status).toBe("ABORT");
    expect(await readRun(database.pool, run.id)).toMatchObject({ state_type: "SCHEDULED" });
  });

  it("ends once when its timeout passes at the same moment", async () => {
    const run = await running(database.pool, { timeout_seconds: 0.001 });
    const expire = (client: Queryable) =>
      value<number>(client, "select provost_private.expire_flow_runs()");
    await using sessions = await twoSessions(database.connection);
    await sessions.a.query("begin");
    await finish(sessions.a.client, run);
    expect(await expire(sessions.b.client)).toBe(0);
    await sessions.a.query("commit");
    expect(await expire(sessions.b.client)).toBe(0);
    expect(await history(database.pool, run.id)).toEqual(states);
  });
});

describe("finishing a batch while the reaper works", () => {
  it("ends without a deadlock, because both lock the runs before their holders", async () => {
    const worker = await registerWorker(database.pool);
    const held = [
      await running(database.pool, {}, worker),
      await running(database.pool, {}, worker),
    ].sort((one, other) => (one.id < other.id ? -1 : 1));
    const [first, second] = held;
    if (!first || !second) throw new Error("Expected two runs");
    await using sessions = await twoSessions(database.connection);
    await using others = await twoSessions(database.connection);
    const { a: blocker } = others;
    const { a: finisher, b: reaper } = sessions;

    // The finisher has locked the first run and waits for the second; the reaper comes between.
    await blocker.query("begin");
    await blocker.query("select from provost.flow_runs where id = $1 for update", [second.id]);
    const ends = finishAll(
      finisher.client,
      held.map(({ id, epoch }) => ({ flow_run_id: id, epoch, type: "COMPLETED" })),
    );
    await sessions.untilBlocked(finisher);
    const dead = reap(reaper.client, worker);
    await Promise.race([dead, sessions.untilBlocked(reaper)]);
    await blocker.query("rollback");

    const answers = await ends;
    expect(await dead).toBe(true);
    expect(answers.map(({ status }) => status)).toEqual(["ACCEPT", "ACCEPT"]);
    await database.pool.query("select provost_private.tend_flow_runs()");
    for (const { id } of held) {
      expect((await readRun(database.pool, id)).state_name).toBe("Completed");
      expect(await activeRun(database.pool, id)).toBeUndefined();
    }
  });
});

describe("two changes of one run at the same moment", () => {
  it("are decided one after the other", async () => {
    const run = await running(database.pool);
    const moves = await race(
      database.connection,
      ({ client }) => setState(client, run.id, { type: "CANCELLING" }),
      ({ client }) => setState(client, run.id, { type: "CANCELLING" }),
    );
    expect(moves.first.status).toBe("ACCEPT");
    expect(moves.second).toMatchObject({
      status: "REJECT",
      details: { rule: "leaves_cancelling" },
    });
    expect(await history(database.pool, run.id)).toHaveLength(4);
  });
});
