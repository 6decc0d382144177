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

describe("runs that crash together", () => {
  /** All of them in the hands of one worker, which dies. */
  async function crashTogether(runs: readonly { id: string }[]): Promise<void> {
    await clock.advance(db, "1 minute");
    const worker = await registerWorker(db);
    for (const { id } of runs) await take(db, id, worker);
    await reap(db, worker);
  }

  async function threeThatCrashedTwice() {
    const runs = [await running(db), await running(db), await running(db)];
    for (const { worker } of runs) await reap(db, worker);
    await crashTogether(runs);
    return runs;
  }

  const statesOf = async (runs: readonly { id: string }[]) => {
    const rows = await Promise.all(runs.map(({ id }) => readRun(db, id)));
    return rows.map(({ state_type }) => state_type);
  };

  it("try again one after the other", async () => {
    const runs = await threeThatCrashedTwice();
    const now = (await clock.now(db)).getTime();
    const rows = await Promise.all(runs.map(({ id }) => readRun(db, id)));
    const waits = rows.map((row) => Number(row.next_scheduled_start_time) - now);
    expect(waits.toSorted((a, b) => a - b)).toEqual([5000, 10_000, 15_000]);
  });

  it("are not Crashed for what one of them did, but it is when it crashes alone", async () => {
    const runs = await threeThatCrashedTwice();
    await crashTogether(runs);
    expect(await statesOf(runs)).toEqual(["SCHEDULED", "SCHEDULED", "SCHEDULED"]);
    await crashTogether(runs.slice(0, 1));
    expect(await statesOf(runs)).toEqual(["CRASHED", "SCHEDULED", "SCHEDULED"]);
  });

  it("are Crashed in the end all the same", async () => {
    const runs = await threeThatCrashedTwice();
    for (let crashes = 3; crashes <= 9; crashes++) await crashTogether(runs);
    expect(await statesOf(runs)).toEqual(["SCHEDULED", "SCHEDULED", "SCHEDULED"]);
    await crashTogether(runs);
    expect(await statesOf(runs)).toEqual(["CRASHED", "CRASHED", "CRASHED"]);
  });
});
