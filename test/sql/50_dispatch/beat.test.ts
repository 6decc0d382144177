import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import {
  cancel,
  type HeldRun,
  readRun,
  registerWorker,
  running,
  setState,
  take,
} from "../engine.ts";
import { addPool } from "../queues.ts";
import { row, value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

const beat = (worker: string, held: HeldRun[] = [], isStalled = false) =>
  value<Record<string, unknown>>(db, "select provost_private.beat($1, $2, $3, 9)", [
    worker,
    JSON.stringify(held.map(({ id, epoch }) => ({ flow_run_id: id, epoch }))),
    isStalled,
  ]);

describe("a heartbeat", () => {
  it("tells what to cancel, what is unknown and whether to drain", async () => {
    const worker = await registerWorker(db);
    const [good, doomed, moved] = [
      await running(db, {}, worker),
      await running(db, {}, worker),
      await running(db, {}, worker),
    ];
    await cancel(db, doomed.id);
    await setState(db, moved.id, { type: "SCHEDULED" });
    await db.query("select provost_private.drain_worker($1)", [worker]);
    expect(await beat(worker, [good, doomed, moved])).toEqual({
      alive: true,
      draining: true,
      peers: 0,
      suspending: [],
      cancelling: [doomed.id],
      unknown: [{ flow_run_id: moved.id, epoch: moved.epoch }],
    });
  });

  it("tells how many workers of its pool take runs, those that end or belong to a script not", async () => {
    const worker = await registerWorker(db);
    await registerWorker(db, { pool: await addPool(db) });
    await registerWorker(db, { kind: "local" });
    const draining = await registerWorker(db);
    expect(await beat(worker)).toMatchObject({ peers: 2 });
    await db.query("select provost_private.drain_worker($1)", [draining]);
    expect(await beat(worker)).toMatchObject({ peers: 1 });
  });

  it("knows a run by its epoch, not by its id alone", async () => {
    const run = await running(db);
    await setState(db, run.id, { type: "SCHEDULED" });
    await take(db, run.id, run.worker);
    expect(await beat(run.worker, [run])).toMatchObject({
      unknown: [{ flow_run_id: run.id, epoch: run.epoch }],
    });
  });

  it("gives back runs that the worker has not known of for a whole lease", async () => {
    const run = await running(db);
    await clock.advance(db, "8 seconds");
    await beat(run.worker);
    expect((await readRun(db, run.id)).state_name).toBe("Running");
    await clock.advance(db, "2 seconds");
    await beat(run.worker);
    expect(await readRun(db, run.id)).toMatchObject({
      state_type: "SCHEDULED",
      crash_count: 0,
      epoch: 2,
    });
  });

  it("notes since when the event loop has stalled, and that it goes on", async () => {
    const worker = await registerWorker(db);
    const stalled = () =>
      row(db, "select stalled_since, heartbeat_count from provost.workers where id = $1", [worker]);
    await beat(worker, [], true);
    await clock.advance(db, "3 seconds");
    await beat(worker, [], true);
    expect(await stalled()).toEqual({
      stalled_since: new Date("2030-01-01T00:00:00Z"),
      heartbeat_count: 2,
    });
    await beat(worker);
    expect(await stalled()).toEqual({ stalled_since: null, heartbeat_count: 3 });
  });
});
