import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { finish, readTask, record, running, setState } from "../engine.ts";
import { value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

const endOpen = () => value<number>(db, "select provost_private.end_open_task_runs()");

describe("task runs whose flow run is over", () => {
  it.each([
    ["COMPLETED", "RUNNING", "CRASHED"],
    ["COMPLETED", "PENDING", "CANCELLED"],
    ["FAILED", "RUNNING", "CRASHED"],
    ["FAILED", "FAILED", "CANCELLED"], // and awaits a retry
    ["CRASHED", "RUNNING", "CRASHED"],
    ["CANCELLED", "RUNNING", "CANCELLED"],
    ["CANCELLED", "PENDING", "CANCELLED"],
  ])("as %s end as well: one that was %s as %s", async (type, from, becomes) => {
    const run = await running(db);
    await record(db, run, { type: from, retries: 1 });
    await finish(db, run, { type });
    expect(await endOpen()).toBe(1);
    expect(await readTask(db, run)).toMatchObject({
      state_type: becomes,
      end_time: new Date("2030-01-01T00:00:00Z"),
    });
    expect(await endOpen()).toBe(0);
  });

  it("stay as they are when they have ended, or never got ready", async () => {
    const run = await running(db);
    await record(db, run, { key: "done" });
    await record(db, run, { key: "waits", type: "PENDING", state_name: "NotReady" });
    await finish(db, run, { type: "FAILED" });
    expect(await endOpen()).toBe(0);
  });

  it("are left alone while the run goes on, or is to go on", async () => {
    const run = await running(db);
    await record(db, run, { type: "RUNNING" });
    expect(await endOpen()).toBe(0);
    await setState(db, run.id, { type: "PAUSED" });
    expect(await endOpen()).toBe(0);
    await setState(db, run.id, { type: "SCHEDULED" });
    expect(await endOpen()).toBe(0);
  });
});
