import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import {
  cancel,
  endWorker,
  finish,
  type HeldRun,
  history,
  readRun,
  reap,
  record,
  registerWorker,
  running,
  setState,
  take,
} from "../engine.ts";
import { writeLog } from "../logs.ts";
import { value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

/** What makes a holder stale, each leaving the run in other hands or in none. */
const losses: [string, (run: HeldRun) => Promise<unknown>][] = [
  ["its worker was declared dead", (run) => reap(db, run.worker)],
  ["its worker shut down", (run) => endWorker(db, run.worker)],
  ["somebody finished the run by hand", (run) => setState(db, run.id, { type: "COMPLETED" })],
  ["somebody paused it", (run) => setState(db, run.id, { type: "PAUSED" })],
  ["it returned the run itself", (run) => finish(db, run, { type: "SCHEDULED" })],
];

describe.each(losses)("a holder that lost its run because %s", (_why, lose) => {
  it("records no task, ends nothing and logs nothing", async () => {
    const run = await running(db);
    await lose(run);
    const before = await readRun(db, run.id);
    const states = await history(db, run.id);

    expect(await record(db, run)).toMatchObject({ status: "ABORT" });
    for (const type of ["COMPLETED", "FAILED", "CRASHED", "SCHEDULED", "PAUSED"]) {
      const answer = await finish(db, run, { type });
      const isRepeated = type === before.state_type && before.epoch === run.epoch;
      expect([type, answer.status]).toEqual([type, isRepeated ? "ACCEPT" : "ABORT"]);
    }
    expect(await writeLog(db, run)).toBe(0);

    expect(await readRun(db, run.id)).toEqual(before);
    expect(await history(db, run.id)).toEqual(states);
    expect(await value(db, "select count(*) from provost.task_runs")).toBe(0);
  });

  it("does not disturb the next holder", async () => {
    const run = await running(db);
    await lose(run);
    if ((await readRun(db, run.id)).state_type !== "SCHEDULED") {
      await setState(db, run.id, { type: "SCHEDULED" });
    }
    const next = await take(db, run.id, await registerWorker(db));
    expect(next.epoch).toBeGreaterThan(run.epoch);
    expect((await record(db, run, { result: "old" })).status).toBe("ABORT");
    expect((await finish(db, run)).status).toBe("ABORT");
    expect((await record(db, next, { result: "new" })).status).toBe("ACCEPT");
    expect((await finish(db, next)).status).toBe("ACCEPT");
  });
});

describe("the fence", () => {
  it("refuses an epoch that is still to come", async () => {
    const run = await running(db);
    const ahead = { ...run, epoch: run.epoch + 1 };
    expect((await record(db, ahead)).status).toBe("ABORT");
    expect((await finish(db, ahead)).status).toBe("ABORT");
    expect(await writeLog(db, ahead)).toBe(0);
  });

  it("refuses a holder that names no epoch", async () => {
    const run = await running(db);
    const nameless = { ...run, epoch: null };
    expect((await record(db, nameless)).status).toBe("ABORT");
    expect((await finish(db, nameless)).status).toBe("ABORT");
    expect((await readRun(db, run.id)).state_name).toBe("Running");
  });

  it("lets the holder of a run that is being cancelled record and end it", async () => {
    const run = await running(db);
    await cancel(db, run.id);
    expect((await record(db, run)).status).toBe("ACCEPT");
    expect(await finish(db, run)).toMatchObject({ status: "ACCEPT", state_type: "CANCELLED" });
  });
});

describe("a finish that is repeated because its answer was lost", () => {
  it("is accepted again and changes nothing", async () => {
    const run = await running(db);
    const first = await finish(db, run, { result: 7 });
    const before = await readRun(db, run.id);
    const second = await finish(db, run, { result: 7 });
    expect(second).toMatchObject({ status: first.status, state_type: first.state_type });
    expect(await readRun(db, run.id)).toEqual(before);
  });

  it("is accepted again when the run had been cancelled meanwhile", async () => {
    const run = await running(db);
    await cancel(db, run.id);
    const first = await finish(db, run);
    expect(await finish(db, run)).toMatchObject({
      status: first.status,
      state_type: first.state_type,
    });
  });
});
