import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { activeRun, cancel, enqueue, finish, history, readRun, running } from "../engine.ts";
import { value } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

describe("cancelling a run", () => {
  it("that waits ends it at once, and it is claimed no more", async () => {
    const id = await enqueue(db);
    expect(await cancel(db, id)).toMatchObject({
      status: "REJECT",
      state: { type: "CANCELLED", message: "Cancelled on request." },
    });
    expect(await value(db, "select provost_private.has_due_flow_runs('default')")).toBe(false);
  });

  it("that runs tells its worker, which has 30 s", async () => {
    const run = await running(db);
    expect(await cancel(db, run.id)).toMatchObject({
      status: "ACCEPT",
      state: { type: "CANCELLING", message: "Cancelled on request." },
    });
    expect(await activeRun(db, run.id)).toMatchObject({
      epoch: run.epoch,
      deadline: new Date("2030-01-01T00:00:30Z"),
    });
    const told = await value(db, "select provost_private.beat($1, $2, false, 9)", [
      run.worker,
      JSON.stringify([{ flow_run_id: run.id, epoch: run.epoch }]),
    ]);
    expect(told).toMatchObject({ cancelling: [run.id], unknown: [] });
  });

  it("a second time gives it no more time", async () => {
    const run = await running(db);
    await cancel(db, run.id);
    await clock.advance(db, "10 seconds");
    expect(await cancel(db, run.id)).toMatchObject({
      status: "REJECT",
      state: { type: "CANCELLING" },
    });
    expect((await activeRun(db, run.id))?.deadline).toEqual(new Date("2030-01-01T00:00:30Z"));
    expect(await history(db, run.id)).toHaveLength(4);
  });

  it("that has ended changes nothing", async () => {
    const run = await running(db);
    await finish(db, run);
    const before = await readRun(db, run.id);
    expect(await cancel(db, run.id)).toMatchObject({
      status: "ABORT",
      state: { type: "COMPLETED" },
    });
    expect(await readRun(db, run.id)).toEqual(before);
  });

  it("that does not exist is refused", async () => {
    expect(
      await refusal(db, "select provost.cancel_flow_run('00000000-0000-7000-8000-000000000000')"),
    ).toMatchObject({ code: "VONFD" });
  });
});
