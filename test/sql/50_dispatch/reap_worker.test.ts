import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import {
  cancel,
  enqueue,
  readRun,
  reap,
  registerWorker,
  running,
  runningAlone,
  take,
} from "../engine.ts";
import { row, rows, value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

describe("a worker that dies", () => {
  it("is declared dead only if its heartbeat still stands where it was seen to stand", async () => {
    const worker = await registerWorker(db);
    const seen = await value(
      db,
      "select heartbeat_count from provost_private.list_live_workers() where worker_id = $1",
      [worker],
    );
    await db.query("select provost_private.beat($1, '[]', false, 9)", [worker]);
    const reapAsSeen = () =>
      value(db, "select provost_private.reap_worker($1, $2)", [worker, seen]);
    expect(await reapAsSeen()).toBe(false);
    expect(await reap(db, worker)).toBe(true);
    expect(await reap(db, worker)).toBe(false);
    expect(await row(db, "select status from provost.workers where id = $1", [worker])).toEqual({
      status: "OFFLINE",
    });
    expect(
      await rows(db, "select from provost_private.list_live_workers() where worker_id = $1", [
        worker,
      ]),
    ).toHaveLength(0);
  });

  it("leaves its runs to others, who continue without a new attempt", async () => {
    const run = await running(db);
    await reap(db, run.worker);
    expect(await readRun(db, run.id)).toMatchObject({
      state_type: "SCHEDULED",
      state_name: "AwaitingRetry",
      state_message: "Its worker stopped responding.",
      epoch: 2,
      crash_count: 1,
      resuming: true,
    });
    const next = await take(db, run.id);
    expect(next.epoch).toBe(3);
    expect((await readRun(db, run.id)).run_count).toBe(1);
  });

  it("has its jobs dropped, not unlocked", async () => {
    const worker = await registerWorker(db);
    await db.query("select provost_private.attach_worker($1, 'gone')", [worker]);
    await enqueue(db);
    await db.query("select provost_private.dispatch(1)");
    await db.query(
      "update graphile_worker._private_jobs set locked_by = 'gone', locked_at = now()",
    );
    await reap(db, worker);
    expect(await value(db, "select count(*) from graphile_worker.jobs")).toBe(0);
  });

  it("ends a run that was being cancelled as Cancelled", async () => {
    const run = await running(db);
    await cancel(db, run.id);
    await reap(db, run.worker);
    expect((await readRun(db, run.id)).state_name).toBe("Cancelled");
  });

  it("ends a run without a deployment as Crashed: nobody else could run it", async () => {
    const run = await runningAlone(db);
    await reap(db, run.worker);
    expect(await readRun(db, run.id)).toMatchObject({ state_type: "CRASHED", crash_count: 1 });
  });

  it("cannot claim, register anew under its id or beat itself back to life", async () => {
    const worker = await registerWorker(db);
    await reap(db, worker);
    expect(await value(db, "select provost_private.beat($1, '[]', false, 9)", [worker])).toEqual({
      alive: false,
    });
  });
});
