import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { activeRun, cancel, deploy, finish, readRun, running, take } from "../engine.ts";
import { value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

const expire = () => value<number>(db, "select provost_private.expire_flow_runs()");

describe("a deadline", () => {
  it("fails a run past its timeout, whatever its code does", async () => {
    const run = await running(db, { timeout_seconds: 10 });
    await clock.advance(db, "10 seconds");
    expect(await expire()).toBe(0);
    await clock.advance(db, "1 second");
    expect(await expire()).toBe(1);
    expect(await readRun(db, run.id)).toMatchObject({
      state_type: "FAILED",
      state_name: "TimedOut",
      state_message: "Flow run exceeded timeout of 10 second(s)",
    });
    expect(await activeRun(db, run.id)).toBeUndefined();
    expect((await finish(db, run)).status).toBe("ABORT");
    expect(await expire()).toBe(0);
  });

  it("retries a run that timed out when it has retries left", async () => {
    const deployment = await deploy(db, { retries: 1, timeout_seconds: 10 });
    const run = await running(db, { deployment });
    await clock.advance(db, "11 seconds");
    await expire();
    expect(await readRun(db, run.id)).toMatchObject({ state_name: "AwaitingRetry", epoch: 2 });
    await clock.advance(db, "1 second");
    const next = await take(db, run.id);
    expect((await activeRun(db, run.id))?.deadline).toEqual(new Date("2030-01-01T00:00:22Z"));
    expect((await finish(db, run)).status).toBe("ABORT");
    expect((await finish(db, next)).status).toBe("ACCEPT");
  });

  it("ends a run that does not stop within 30 s of being cancelled", async () => {
    const run = await running(db);
    await cancel(db, run.id);
    await clock.advance(db, "31 seconds");
    expect(await expire()).toBe(1);
    expect(await readRun(db, run.id)).toMatchObject({
      state_name: "Cancelled",
      state_message: "Cancelled on request. The run did not stop in time.",
    });
  });
});
