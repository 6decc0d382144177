import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import {
  cancel,
  endWorker,
  enqueue,
  finish,
  readRun,
  registerWorker,
  running,
  runningAlone,
  setState,
  take,
} from "../engine.ts";
import { value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

const tend = () => db.query("select provost_private.tend_flow_runs()");

describe("nothing waits for ever", () => {
  it.each(["PENDING", "RUNNING", "CANCELLING"])(
    "also not a run that was made %s through the public door, and which nobody holds",
    async (type) => {
      const id = await enqueue(db);
      await setState(db, id, { type: type === "CANCELLING" ? "RUNNING" : type });
      if (type === "CANCELLING") await cancel(db, id);
      expect((await readRun(db, id)).state_type).toBe(type);
      await clock.advance(db, "1 year");
      await tend();
      expect((await readRun(db, id)).state_type).not.toBe(type);
    },
  );

  it("also not a pause whose timeout has passed", async () => {
    const { id } = await running(db);
    const details = { pause_timeout: "2030-01-01T01:00:00Z" };
    await setState(db, id, { type: "PAUSED", state_details: details });
    await clock.advance(db, "2 hours");
    await tend();
    expect(await readRun(db, id)).toMatchObject({ state_type: "FAILED" });
  });

  it("also not a pause that was given no timeout", async () => {
    const { id } = await running(db);
    await setState(db, id, { type: "PAUSED" });
    await clock.advance(db, "61 minutes");
    await tend();
    expect(await readRun(db, id)).toMatchObject({ state_type: "FAILED" });
  });

  it("also not a retry that only a process which is gone would start", async () => {
    const run = await runningAlone(db, { retries: 1 });
    await finish(db, run, { type: "FAILED" });
    await clock.advance(db, "59 minutes");
    await tend();
    expect(await readRun(db, run.id)).toMatchObject({ state_name: "AwaitingRetry" });
    await clock.advance(db, "2 minutes");
    await tend();
    expect(await readRun(db, run.id)).toMatchObject({
      state_type: "CRASHED",
      state_message: "Its process has not come back for it.",
    });
  });

  it("also not the runs of a worker that was gone before it let go", async () => {
    const run = await running(db);
    await db.query(
      "update provost.workers set status = 'OFFLINE', ended = provost_private.clock_now() where id = $1",
      [run.worker],
    );
    await tend();
    expect((await readRun(db, run.id)).state_type).toBe("SCHEDULED");
  });

  it("also not a job for workers that are all gone", async () => {
    const worker = await registerWorker(db, { queues: ["default"] });
    await enqueue(db);
    await db.query("select provost_private.dispatch(1)");
    const due = "update graphile_worker._private_jobs set run_at = provost_private.clock_now()";
    await db.query(due);
    await clock.advance(db, "61 seconds");
    await tend();
    expect(await value(db, "select count(*) from graphile_worker.jobs")).toBe(1);
    await endWorker(db, worker);
    await tend();
    expect(await value(db, "select count(*) from graphile_worker.jobs")).toBe(0);
  });

  describe("also not a job", () => {
    const jobs = () => value<number>(db, "select count(*) from graphile_worker.jobs");

    async function aHint(): Promise<string> {
      const worker = await registerWorker(db);
      await enqueue(db);
      await db.query("select provost_private.dispatch(1)");
      return worker;
    }

    async function lockAs(pool: string): Promise<void> {
      await db.query(
        `update graphile_worker._private_jobs set locked_by = $1, attempts = 1,
           locked_at = provost_private.clock_now()`,
        [pool],
      );
    }

    async function untilStray(): Promise<number> {
      await tend();
      expect(await jobs()).toBe(1);
      await clock.advance(db, "16 seconds");
      await tend();
      return await jobs();
    }

    const attach = (worker: string, pool: string) =>
      db.query("select provost_private.attach_worker($1, $2)", [worker, pool]);

    it("that a nameless process had locked", async () => {
      await aHint();
      await lockAs("nameless");
      expect(await untilStray()).toBe(0);
    });

    it("that a living worker has locked and knows nothing about", async () => {
      const worker = await aHint();
      await attach(worker, "forgetful");
      await lockAs("forgetful");
      expect(await untilStray()).toBe(0);
    });

    it("that has failed, which meanwhile hides no due run", async () => {
      await aHint();
      await db.query("update graphile_worker._private_jobs set attempts = 1");
      await db.query("select provost_private.dispatch(1)");
      expect(await jobs()).toBe(2);
      await tend();
      expect(await jobs()).toBe(1);
    });
  });

  it("but the job of a run that its worker executes stays", async () => {
    const worker = await registerWorker(db);
    const id = await enqueue(db);
    await db.query("select provost_private.dispatch(1)");
    await db.query("select provost_private.attach_worker($1, 'busy')", [worker]);
    await db.query(
      `update graphile_worker._private_jobs set locked_by = 'busy',
         locked_at = provost_private.clock_now()`,
    );
    await take(db, id, worker);
    await clock.advance(db, "1 hour");
    await db.query("select provost_private.beat($1, $2, false, 9)", [
      worker,
      JSON.stringify([{ flow_run_id: id, epoch: 1 }]),
    ]);
    await tend();
    expect(await value(db, "select count(*) from graphile_worker.jobs")).toBe(1);
  });
});
