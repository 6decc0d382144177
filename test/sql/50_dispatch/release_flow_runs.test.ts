import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import {
  type HeldRun,
  readRun,
  reap,
  record,
  registerWorker,
  running,
  setState,
  take,
} from "../engine.ts";
import { value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

/** The same run, crashing once more in a new worker's hands. */
async function crashAgain(id: string, meanwhile?: (run: HeldRun) => Promise<unknown>) {
  await clock.advance(db, "1 minute");
  const run = await take(db, id, await registerWorker(db));
  await meanwhile?.(run);
  await reap(db, run.worker);
}

describe("a run that crashes its workers", () => {
  it("is Crashed at the third crash without progress", async () => {
    const run = await running(db);
    await reap(db, run.worker);
    await crashAgain(run.id);
    expect(await readRun(db, run.id)).toMatchObject({ state_type: "SCHEDULED", crash_count: 2 });
    await crashAgain(run.id);
    expect(await readRun(db, run.id)).toMatchObject({ state_type: "CRASHED", crash_count: 3 });
  });

  it("waits a little before the third try", async () => {
    const run = await running(db);
    await reap(db, run.worker);
    expect((await readRun(db, run.id)).next_scheduled_start_time).toEqual(await clock.now(db));
    await crashAgain(run.id);
    const wait = await value(
      db,
      `select next_scheduled_start_time - provost_private.clock_now() = interval '5 s'
       from provost.flow_runs where id = $1`,
      [run.id],
    );
    expect(wait).toBe(true);
  });

  it("is counted anew after a task completed", async () => {
    const run = await running(db);
    await reap(db, run.worker);
    await crashAgain(run.id);
    await crashAgain(run.id, (held) => record(db, held, { key: "progress" }));
    expect(await readRun(db, run.id)).toMatchObject({ state_type: "SCHEDULED", crash_count: 1 });
  });

  it("is not helped by tasks that failed or only started", async () => {
    const run = await running(db);
    await reap(db, run.worker);
    await crashAgain(run.id, (held) => record(db, held, { key: "a", type: "FAILED" }));
    await crashAgain(run.id, (held) => record(db, held, { key: "b", type: "RUNNING" }));
    expect((await readRun(db, run.id)).state_type).toBe("CRASHED");
  });

  it("begins anew when somebody schedules it again", async () => {
    const run = await running(db);
    await reap(db, run.worker);
    await crashAgain(run.id);
    await crashAgain(run.id);
    await setState(db, run.id, { type: "SCHEDULED" });
    await crashAgain(run.id);
    expect((await readRun(db, run.id)).state_type).toBe("SCHEDULED");
  });
});
