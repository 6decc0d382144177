import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import {
  claim,
  deploy,
  enqueue,
  finish,
  history,
  readRun,
  registerWorker,
  running,
  take,
} from "../engine.ts";
import { value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());
const start = new Date("2030-01-01T00:00:00Z");

beforeEach(() => clock.freezeAt(db, start));

const markLate = (after = 15): Promise<number> =>
  value(db, "select provost_private.mark_late_runs($1)", [after]);

describe("a run that nobody starts", () => {
  it("is named Late once it is overdue by the time given, and keeps its place", async () => {
    const id = await enqueue(db);
    await clock.advance(db, "14.9 seconds");
    expect(await markLate()).toBe(0);
    await clock.advance(db, "0.1 seconds");
    expect(await markLate()).toBe(1);
    expect(await readRun(db, id)).toMatchObject({
      state_type: "SCHEDULED",
      state_name: "Late",
      state_timestamp: new Date(start.getTime() + 15_000),
      expected_start_time: start,
      next_scheduled_start_time: start,
      epoch: 0,
      run_count: 0,
    });
    expect(await history(db, id)).toEqual(["Scheduled", "Late"]);
  });

  it("is named Late once", async () => {
    const id = await enqueue(db);
    await clock.advance(db, "1 minute");
    await markLate();
    await clock.advance(db, "1 minute");
    expect(await markLate()).toBe(0);
    expect(await history(db, id)).toEqual(["Scheduled", "Late"]);
  });

  it("is claimed like any other, in its first epoch", async () => {
    const id = await enqueue(db);
    await clock.advance(db, "1 minute");
    await markLate();
    const [claimed] = await claim(db, await registerWorker(db));
    expect(claimed).toMatchObject({ flow_run_id: id, epoch: 1, run_count: 1 });
    expect(await history(db, id)).toEqual(["Scheduled", "Late", "Pending", "Running"]);
  });

  it("is not late while it is not due", async () => {
    await enqueue(db, { expected_start_time: "2030-01-02T00:00:00Z" });
    await clock.advance(db, "1 hour");
    expect(await markLate()).toBe(0);
  });

  it("keeps its name when it waits for a retry or was handed back", async () => {
    const retried = await running(db, { deployment: await deploy(db, { retries: 1 }) });
    await finish(db, retried, { type: "FAILED" });
    await clock.advance(db, "1 hour");
    expect(await markLate()).toBe(0);
    expect((await readRun(db, retried.id)).state_name).toBe("AwaitingRetry");
  });

  it("goes on with its attempt when it was resumed and is late", async () => {
    const run = await running(db);
    await finish(db, run, { type: "SCHEDULED", state_name: "Scheduled", resuming: true });
    await clock.advance(db, "1 minute");
    expect(await markLate()).toBe(1);
    await take(db, run.id);
    expect((await readRun(db, run.id)).run_count).toBe(1);
  });

  it("is also late in a pool or queue that is paused", async () => {
    await enqueue(db);
    await db.query("update provost.work_pools set is_paused = true");
    await clock.advance(db, "1 minute");
    expect(await markLate()).toBe(1);
  });

  it("does not hold the others up when there are very many", async () => {
    const deployment = await deploy(db);
    await db.query(
      "insert into provost.flow_runs (deployment) select $1 from generate_series(1, 500)",
      [deployment],
    );
    await clock.advance(db, "1 minute");
    expect([await markLate(), await markLate(), await markLate()]).toEqual([400, 100, 0]);
  });

  it("is looked for at both ends of a crowd, and the others when their turn comes near", async () => {
    const deployment = await deploy(db);
    const addMany = (count: number) =>
      db.query(
        `insert into provost.flow_runs (deployment, expected_start_time)
         select $1, provost_private.clock_now() + i * interval '1 ms'
         from generate_series(1, $2::integer) i`,
        [deployment, count],
      );
    const markAll = async () => {
      let marked = 0;
      let more: number;
      do marked += more = await markLate();
      while (more > 0);
      return marked;
    };
    await addMany(2500);
    await clock.advance(db, "5 minutes");
    expect(await markAll()).toBe(1000);
    await addMany(3);
    await clock.advance(db, "30 seconds");
    expect(await markAll()).toBe(3);
    await claim(db, await registerWorker(db), 200);
    expect(await markAll()).toBe(200);
  });
});

describe("a run that somebody runs or that has ended", () => {
  it("is never late", async () => {
    await running(db);
    await finish(db, await running(db));
    await clock.advance(db, "1 day");
    expect(await markLate()).toBe(0);
  });
});
