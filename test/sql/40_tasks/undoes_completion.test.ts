import { beforeEach, describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { type HeldRun, readTask, record, running, taskHistory } from "../engine.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());
let run: HeldRun;

beforeEach(async () => {
  run = await running(db);
});

describe("a task run that has completed", () => {
  it("can be rolled back, keeps its result, and then runs again", async () => {
    await record(db, run, { result: 1 });
    expect(await record(db, run, { state_name: "RollingBack" })).toMatchObject({
      status: "ACCEPT",
    });
    expect(await record(db, run, { state_name: "RolledBack" })).toMatchObject({ status: "ACCEPT" });
    expect(await readTask(db, run, "t#0")).toMatchObject({
      state_type: "COMPLETED",
      state_name: "RolledBack",
      result: 1,
      run_count: 1,
    });
    expect(await record(db, run, { state_name: "RolledBack" })).toMatchObject({ status: "REJECT" });
    expect(await record(db, run, { result: 2 })).toMatchObject({ status: "ACCEPT" });
    expect(await record(db, run, { result: 3 })).toMatchObject({ status: "REJECT", result: 2 });
    expect(await taskHistory(db, run, "t#0")).toEqual([
      "Running",
      "Completed",
      "RollingBack",
      "RolledBack",
      "Running",
      "Completed",
    ]);
  });

  it("runs again when its result was not stored", async () => {
    await record(db, run, { result_meta: { storage: "none" } });
    expect(await record(db, run, { type: "RUNNING" })).toMatchObject({ status: "ACCEPT" });
    expect(await record(db, run, { result: 2 })).toMatchObject({ status: "ACCEPT" });
    expect(await record(db, run, { type: "RUNNING" })).toMatchObject({ status: "REJECT" });
  });
});
