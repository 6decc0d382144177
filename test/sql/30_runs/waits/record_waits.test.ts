import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../../support/clock.ts";
import { useDatabase } from "../../../support/database.ts";
import {
  claimRun,
  deploy,
  enqueue,
  finish,
  readRun,
  registerWorker,
  running,
  setState,
  take,
} from "../../engine.ts";
import { useTransaction } from "../../transaction.ts";
import { park, readStoredWait, readWait, recordWait } from "../../waits.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

describe("a wait", () => {
  it("is recorded with its deadline, which stays however often it is asked for", async () => {
    const run = await running(db);
    expect(await recordWait(db, run)).toMatchObject({
      status: "ACCEPT",
      outcome: null,
      delay_seconds: 3600,
    });
    await clock.advance(db, "10 minutes");
    expect(await recordWait(db, run, { seconds: 5 })).toMatchObject({ delay_seconds: 3000 });
  });

  it("has elapsed when its time has come", async () => {
    const run = await running(db);
    await recordWait(db, run);
    expect(await readWait(db, run, "sleep#0")).toMatchObject({ outcome: null });
    await clock.advance(db, "1 hour");
    expect(await readWait(db, run, "sleep#0")).toMatchObject({ outcome: "elapsed" });
    expect(await recordWait(db, run)).toMatchObject({ outcome: "elapsed" });
  });

  it("until an instant that has passed has elapsed at once", async () => {
    const run = await running(db);
    const wait = { seconds: null, until: "2029-12-31T23:00:00Z" };
    expect(await recordWait(db, run, wait)).toMatchObject({ outcome: "elapsed" });
  });

  it("is refused to whoever does not hold the run", async () => {
    const run = await running(db);
    const stale = { ...run, epoch: run.epoch - 1 };
    expect(await recordWait(db, stale)).toMatchObject({ status: "ABORT" });
    await finish(db, run);
    expect(await recordWait(db, run)).toMatchObject({ status: "ABORT" });
    expect(await readWait(db, run, "sleep#0")).toMatchObject({ status: "ABORT" });
  });

  it("comes along when the run is claimed again, and only then", async () => {
    const run = await running(db);
    await recordWait(db, run, { key: "sleep#1", seconds: 7200 });
    await recordWait(db, run);
    await park(db, run, ["sleep#0", "sleep#1"]);
    await clock.advance(db, "1 hour");
    const worker = await registerWorker(db);
    const claimed = await claimRun(db, run.id, worker);
    expect(claimed).toMatchObject({
      waits: expect.arrayContaining([
        expect.objectContaining({ key: "sleep#0", outcome: "elapsed" }),
        expect.objectContaining({ key: "sleep#1", outcome: null, delay_seconds: 3600 }),
      ]) as unknown,
    });
    expect(await claimRun(db, await enqueue(db), worker)).toMatchObject({ waits: null });
  });

  it("is waited for anew by a new attempt, if it was not answered in time", async () => {
    const run = await running(db, { deployment: await deploy(db, { retries: 1 }) });
    const event = { key: "event#0", kind: "event", event: "paid", seconds: 60 };
    await recordWait(db, run, event);
    await recordWait(db, run, { seconds: 60 });
    await clock.advance(db, "1 minute");
    expect(await recordWait(db, run, event)).toMatchObject({ outcome: "elapsed" });
    await readWait(db, run, "sleep#0");
    await finish(db, run, { type: "FAILED" });
    const next = await take(db, run.id);
    expect(await recordWait(db, next, event)).toMatchObject({ outcome: null, delay_seconds: 60 });
    expect(await recordWait(db, next)).toMatchObject({ outcome: "elapsed" });
  });

  it("that nobody looks at is noted as elapsed all the same", async () => {
    const run = await running(db);
    await recordWait(db, run);
    await park(db, run);
    await clock.advance(db, "61 minutes");
    await db.query("select provost_private.tend_flow_runs()");
    expect(await readStoredWait(db, run.id)).toMatchObject({ outcome: "elapsed" });
  });
});

describe("the wait for another run", () => {
  const waitFor = (id: string, more = {}) => ({
    key: "flow_run#0",
    kind: "flow_run",
    seconds: null,
    awaited_flow_run_id: id,
    ...more,
  });

  it("is answered at once when that run has ended", async () => {
    const other = await running(db);
    await finish(db, other, { result: { rows: 3 } });
    expect(await recordWait(db, await running(db), waitFor(other.id))).toMatchObject({
      outcome: "answered",
      value: {
        id: other.id,
        state_type: "COMPLETED",
        state_name: "Completed",
        result: { rows: 3 },
      },
    });
  });

  it.each(["COMPLETED", "FAILED", "CRASHED", "CANCELLED"])(
    "is answered, and its run due, when that run becomes %s",
    async (type) => {
      const [run, other] = [await running(db), await running(db)];
      await recordWait(db, run, waitFor(other.id));
      await park(db, run, ["flow_run#0"]);
      expect(await readRun(db, run.id)).toMatchObject({ state_name: "AwaitingFlowRun" });
      await clock.advance(db, "1 minute");
      await finish(db, other, { type });
      expect(await readStoredWait(db, run.id, "flow_run#0")).toMatchObject({
        outcome: "answered",
        value: { state_type: type },
      });
      expect(await readRun(db, run.id)).toMatchObject({
        state_name: "Resuming",
        next_scheduled_start_time: new Date("2030-01-01T00:01:00Z"),
      });
    },
  );

  it("goes on while that run is only retried", async () => {
    const [run, other] = [
      await running(db),
      await running(db, { deployment: await deploy(db, { retries: 1 }) }),
    ];
    await recordWait(db, run, waitFor(other.id));
    await finish(db, other, { type: "FAILED" });
    expect(await readWait(db, run, "flow_run#0")).toMatchObject({ outcome: null });
  });

  it("is refused for a run that does not exist, and for the run itself", async () => {
    const run = await running(db);
    const nobody = "0197c1a0-0000-7000-8000-000000000000";
    expect(await recordWait(db, run, waitFor(nobody))).toMatchObject({
      status: "REJECT",
      reason: `No flow run has the id ${nobody}.`,
    });
    expect(await recordWait(db, run, waitFor(run.id))).toMatchObject({
      status: "REJECT",
      reason: "A run cannot wait for its own end.",
    });
  });
});

describe("a run that is let go of", () => {
  it("is scheduled for the end of its first wait, in the same attempt", async () => {
    const run = await running(db);
    await recordWait(db, run);
    await recordWait(db, run, { key: "sleep#1", seconds: 60 });
    expect(await park(db, run, ["sleep#0", "sleep#1"])).toMatchObject({
      status: "ACCEPT",
      state_type: "SCHEDULED",
      state_name: "Sleeping",
      delay_seconds: 60,
    });
    expect(await readRun(db, run.id)).toMatchObject({ epoch: run.epoch + 1 });
    await clock.advance(db, "1 minute");
    await take(db, run.id);
    expect(await readRun(db, run.id)).toMatchObject({ state_type: "RUNNING", run_count: 1 });
  });

  it("is due at once when one of its waits is over already", async () => {
    const run = await running(db);
    await recordWait(db, run);
    await clock.advance(db, "1 hour");
    expect(await park(db, run)).toMatchObject({ state_type: "SCHEDULED", delay_seconds: null });
  });

  it("looks again after a day when its waits have no end", async () => {
    const run = await running(db);
    await recordWait(db, run, { key: "event#0", kind: "event", event: "paid", seconds: null });
    expect(await park(db, run, ["event#0"])).toMatchObject({
      state_name: "AwaitingEvent",
      delay_seconds: 86400,
    });
  });

  it("is told from a run that was taken over, which is left alone", async () => {
    const run = await running(db);
    await recordWait(db, run);
    await setState(db, run.id, { type: "SCHEDULED" }, true);
    const next = await take(db, run.id);
    expect(await park(db, run)).toMatchObject({ status: "ABORT" });
    expect(await readRun(db, run.id)).toMatchObject({ state_type: "RUNNING", epoch: next.epoch });
  });

  it("ends if it is being cancelled", async () => {
    const run = await running(db);
    await recordWait(db, run);
    await setState(db, run.id, { type: "CANCELLING" });
    expect(await park(db, run)).toMatchObject({ state_type: "CANCELLED" });
  });

  it("can be cancelled while it sleeps", async () => {
    const run = await running(db);
    await recordWait(db, run);
    await park(db, run);
    await setState(db, run.id, { type: "CANCELLING" });
    expect(await readRun(db, run.id)).toMatchObject({ state_type: "CANCELLED" });
  });

  it("is not woken by what it does not wait for", async () => {
    const [run, other] = [await running(db), await running(db)];
    await recordWait(db, run);
    await recordWait(db, run, {
      key: "flow_run#0",
      kind: "flow_run",
      seconds: null,
      awaited_flow_run_id: other.id,
    });
    await park(db, run, ["sleep#0"]);
    await finish(db, other);
    expect(await readRun(db, run.id)).toMatchObject({ state_name: "Sleeping" });
  });
});
