import { describe, expect, it } from "vitest";
import { clock } from "../../../support/clock.ts";
import { useDatabase } from "../../../support/database.ts";
import { deploy, finish, readRun, running, take } from "../../engine.ts";
import { useTransaction } from "../../transaction.ts";

const db = useTransaction(useDatabase());

describe("has_retries_left", () => {
  it("a failure becomes AwaitingRetry after the delay, until none is left", async () => {
    const now = await clock.freeze(db);
    const deployment = await deploy(db, { retries: 1, retry_delay_seconds: 30 });
    const run = await running(db, { deployment });
    expect(await finish(db, run, { type: "FAILED", message: "boom" })).toMatchObject({
      status: "REJECT",
      state_type: "SCHEDULED",
      state_name: "AwaitingRetry",
      delay_seconds: 30,
    });
    expect(await readRun(db, run.id)).toMatchObject({
      state_message: "boom",
      next_scheduled_start_time: new Date(now.getTime() + 30_000),
    });
    await clock.advance(db, "30 seconds");
    const again = await take(db, run.id, run.worker);
    expect(again.epoch).toBeGreaterThan(run.epoch);
    const last = await finish(db, again, { type: "FAILED" });
    expect(last).toMatchObject({ status: "ACCEPT", state_name: "Failed" });
    expect(await readRun(db, run.id)).toMatchObject({ run_count: 2 });
  });

  it("not for a failure that says that trying again is of no use", async () => {
    const deployment = await deploy(db, { retries: 3 });
    const run = await running(db, { deployment });
    const answer = await finish(db, run, { type: "FAILED", retriable: false });
    expect(answer).toMatchObject({ status: "ACCEPT", state_name: "Failed" });
  });
});
