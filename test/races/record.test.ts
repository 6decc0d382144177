import { describe, expect, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { twoSessions } from "../support/twoSessions.ts";
import { cancel, readRun, readTask, reap, record, running, taskHistory } from "../sql/engine.ts";
import { rows } from "../sql/rows.ts";
import { meanwhile, race } from "./race.ts";

const database = useDatabase();

describe("a task that is recorded while its worker is declared dead", () => {
  it("is refused when the run was taken away first", async () => {
    const run = await running(database.pool);
    const moves = await race(
      database.connection,
      ({ client }) => reap(client, run.worker),
      ({ client }) => record(client, run),
    );
    expect(moves.second.status).toBe("ABORT");
    expect(
      await rows(database.pool, "select from provost.task_runs where flow_run_id = $1", [run.id]),
    ).toHaveLength(0);
  });

  it("is kept when it was recorded first, and counts as progress", async () => {
    const run = await running(database.pool);
    await using sessions = await twoSessions(database.connection);
    await sessions.a.query("begin");
    const recorded = await record(sessions.a.client, run, { result: 1 });
    const dead = reap(sessions.b.client, run.worker);
    await Promise.race([dead, sessions.untilBlocked(sessions.b)]);
    await sessions.a.query("commit");
    expect(recorded.status).toBe("ACCEPT");
    expect(await dead).toBe(true);
    await database.pool.query("select provost_private.tend_flow_runs()");
    expect(await readRun(database.pool, run.id)).toMatchObject({
      state_type: "SCHEDULED",
      crash_count: 1,
    });
    expect(await readTask(database.pool, run)).toMatchObject({ result: 1 });
  });
});

describe("records of one run in several statements at once", () => {
  it("do not wait for each other when their keys differ", async () => {
    const run = await running(database.pool);
    const moves = await meanwhile(
      database.connection,
      ({ client }) => record(client, run, { key: "a" }),
      ({ client }) => record(client, run, { key: "b" }),
    );
    expect([moves.first.status, moves.second.status]).toEqual(["ACCEPT", "ACCEPT"]);
  });

  it("let the first writer of a key win, and tell the second what stands", async () => {
    const run = await running(database.pool);
    const moves = await race(
      database.connection,
      ({ client }) => record(client, run, { result: 1 }),
      ({ client }) => record(client, run, { result: 2 }),
    );
    expect(moves.second).toMatchObject({
      status: "REJECT",
      task_run_id: moves.first.task_run_id,
      result: 1,
    });
    expect(await readTask(database.pool, run)).toMatchObject({ result: 1 });
    expect(await taskHistory(database.pool, run)).toEqual(["Running", "Completed"]);
  });

  it("let the second write when the first rolls back", async () => {
    const run = await running(database.pool);
    const moves = await race(
      database.connection,
      ({ client }) => record(client, run, { result: 1 }),
      ({ client }) => record(client, run, { result: 2 }),
      "rollback",
    );
    expect(moves.second.status).toBe("ACCEPT");
    expect(await readTask(database.pool, run)).toMatchObject({ result: 2 });
    expect(await taskHistory(database.pool, run)).toEqual(["Running", "Completed"]);
  });

  it("charge one attempt when the same failure is sent twice at once", async () => {
    const run = await running(database.pool);
    const failure = { type: "FAILED", retries: 3, run_count: 1 };
    const moves = await race(
      database.connection,
      ({ client }) => record(client, run, failure),
      ({ client }) => record(client, run, failure),
    );
    expect(moves.second).toMatchObject({ state_name: "AwaitingRetry", run_count: 1 });
    expect(await readTask(database.pool, run)).toMatchObject({ run_count: 1 });
    expect(await taskHistory(database.pool, run)).toEqual(["Running", "AwaitingRetry"]);
  });

  it("wait for a cancellation of their run and are kept", async () => {
    const run = await running(database.pool);
    const moves = await race(
      database.connection,
      ({ client }) => cancel(client, run.id),
      ({ client }) => record(client, run),
    );
    expect(moves.second.status).toBe("ACCEPT");
  });
});
