import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import {
  callChild,
  cancel,
  enqueue,
  finish,
  type HeldRun,
  history,
  readRun,
  record,
  registerWorker,
  type Row,
  running,
  runningAlone,
  runningChild,
  take,
} from "../engine.ts";
import { column, row, rows } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

const retry = (id: string, mode?: string | null, task?: string): Promise<Row> =>
  row(db, "select * from provost.retry_flow_run($1, $2, $3)", [id, mode ?? null, task ?? null]);

const refusedRetry = (id: string, mode?: string, task?: string) =>
  refusal(db, "select provost.retry_flow_run($1, $2, $3)", [id, mode ?? null, task ?? null]);

/** A run whose tasks a, b (with a call inside) and c were recorded one after another. */
async function ended(type = "FAILED"): Promise<HeldRun> {
  const run = await running(db);
  for (const key of ["a#0", "b#0", "b#0/inside#0", "c#0"]) {
    await record(db, run, { key, task_name: key.slice(-key.length, 1), type: "RUNNING" });
    await clock.advance(db, "1 second");
  }
  for (const key of ["a#0", "b#0/inside#0", "b#0"]) await record(db, run, { key, result: key });
  await record(db, run, { key: "c#0", type: "FAILED", error: { name: "E", message: "no" } });
  await finish(db, run, { type });
  return run;
}

/** What the next holder finds recorded. */
async function recorded(run: HeldRun): Promise<string[]> {
  return await column(
    db,
    `select r.value ->> 'key' from provost_private.claim_flow_run($1, $2),
       jsonb_array_elements(recorded) as r order by 1`,
    [run.id, await registerWorker(db)],
  );
}

const earlier = (run: HeldRun): Promise<Row[]> =>
  rows(
    db,
    `select key, attempt, state_type, result from provost.earlier_task_runs
     where flow_run_id = $1 order by key`,
    [run.id],
  );

describe("retrying a flow run", () => {
  it("makes it wait for a worker as the next attempt, which finds what has completed", async () => {
    const run = await ended();
    expect(await retry(run.id)).toMatchObject({
      id: run.id,
      state_type: "SCHEDULED",
      state_name: "AwaitingRetry",
      state_details: { retry_type: "reschedule", retry_mode: "failedOnly" },
      end_time: null,
      crash_count: 0,
    });
    expect(await recorded(run)).toEqual(["a#0", "b#0", "b#0/inside#0", "c#0"]);
    expect(await readRun(db, run.id)).toMatchObject({ state_type: "RUNNING", run_count: 2 });
    expect(await earlier(run)).toEqual([]);
  });

  it("from a task puts that one, what is around it and what came after it aside", async () => {
    const run = await ended();
    await retry(run.id, "fromTask", "b#0/inside#0");
    expect(await earlier(run)).toEqual([
      { key: "b#0", attempt: 1, state_type: "COMPLETED", result: "b#0" },
      { key: "b#0/inside#0", attempt: 1, state_type: "COMPLETED", result: "b#0/inside#0" },
      { key: "c#0", attempt: 1, state_type: "FAILED", result: null },
    ]);
    expect(await recorded(run)).toEqual(["a#0"]);
  });

  it("from a task keeps the states of what is put aside, those without rows too", async () => {
    const run = await running(db);
    await record(db, run, { key: "quick#0", result: 1 });
    await record(db, run, { key: "slow#0", type: "RUNNING" });
    await record(db, run, { key: "slow#0", result: 2 });
    await finish(db, run, { type: "COMPLETED" });
    const states = () =>
      rows(
        db,
        `select task_run_id, seq, type, name, timestamp, message from provost.task_run_states
         where flow_run_id = $1 order by task_run_id, seq`,
        [run.id],
      );
    const before = await states();
    expect(before.map(({ name }) => name)).toEqual([
      "Running",
      "Completed",
      "Running",
      "Completed",
    ]);
    await retry(run.id, "all");
    expect(await states()).toEqual(before);
  });

  it("from a task takes the name of the task, and needs no mode then", async () => {
    const run = await ended("COMPLETED");
    await retry(run.id, null, "c");
    expect(await recorded(run)).toEqual(["a#0", "b#0", "b#0/inside#0"]);
  });

  it("of all puts everything aside, each time anew", async () => {
    const run = await ended("COMPLETED");
    await retry(run.id, "all");
    const again = await take(db, run.id);
    await record(db, again, { key: "a#0", result: "second" });
    await finish(db, again, { type: "FAILED" });
    await retry(run.id, "all");
    expect(await recorded(run)).toEqual([]);
    expect((await earlier(run)).filter(({ key }) => key === "a#0")).toMatchObject([
      { attempt: 1, result: "a#0" },
      { attempt: 2, result: "second" },
    ]);
    expect((await history(db, run.id)).filter((name) => name === "AwaitingRetry")).toHaveLength(2);
  });

  it("of all starts new child runs, of what has failed goes on with the old ones", async () => {
    const run = await running(db);
    const child = await runningChild(db, run);
    await finish(db, child, { type: "FAILED" });
    await finish(db, run, { type: "FAILED" });
    await retry(run.id);
    const second = await take(db, run.id);
    expect(await callChild(db, second)).toMatchObject({ flow_run_id: child.id, run_count: 2 });
    await finish(db, second, { type: "FAILED" });

    await retry(run.id, "all");
    const third = await callChild(db, await take(db, run.id));
    expect(third?.flow_run_id).not.toBe(child.id);
    expect(third?.run_count).toBe(1);
  });

  it("runs what was cancelled again, children included", async () => {
    const run = await running(db);
    const child = await runningChild(db, run);
    await cancel(db, run.id);
    await finish(db, child, { type: "CANCELLED" });
    await finish(db, run, { type: "CANCELLED" });
    await retry(run.id);
    expect(await callChild(db, await take(db, run.id))).toMatchObject({ flow_run_id: child.id });
  });

  it("forgets what a task that runs again has left in the cache", async () => {
    const run = await running(db);
    await record(db, run, { key: "a#0", result: 1, cache_key: "k", type: "COMPLETED" });
    await finish(db, run);
    await retry(run.id, "all");
    expect(await column(db, "select key from provost_private.task_run_cache")).toEqual([]);
  });

  it("honours a result that was set by hand", async () => {
    const run = await ended();
    await db.query(
      `select provost.set_task_run_state(id, '{"type": "COMPLETED", "data": 9}', true)
       from provost.task_runs where flow_run_id = $1 and key = 'c#0'`,
      [run.id],
    );
    await retry(run.id);
    const [claimed] = await rows<{ recorded: Row[] }>(
      db,
      "select recorded from provost_private.claim_flow_run($1, $2)",
      [run.id, await registerWorker(db)],
    );
    expect(claimed?.recorded.find(({ key }) => key === "c#0")).toMatchObject({
      state_type: "COMPLETED",
      result: 9,
    });
  });
});

describe("a retry is refused", () => {
  it("of a run that goes on, has completed, or does not exist", async () => {
    const waiting = await enqueue(db);
    expect(await refusedRetry(waiting)).toMatchObject({
      code: "VOARG",
      message: expect.stringContaining("which is Scheduled"),
    });
    const run = await ended("COMPLETED");
    expect(await refusedRetry(run.id)).toMatchObject({
      code: "VOARG",
      message: expect.stringContaining("nothing to retry"),
    });
    const nobody = "00000000-0000-7000-8000-000000000000";
    expect(await refusedRetry(nobody)).toMatchObject({ code: "VONFD" });
  });

  it("of a run that no worker could execute", async () => {
    const alone = await runningAlone(db);
    const child = await runningChild(db, alone);
    await finish(db, child, { type: "FAILED" });
    expect(await refusedRetry(child.id)).toMatchObject({
      code: "VOARG",
      message: expect.stringContaining(`flow run ${alone.id} called its flow`),
    });
    await finish(db, alone, { type: "FAILED" });
    expect(await refusedRetry(alone.id)).toMatchObject({
      code: "VOARG",
      message: expect.stringContaining("belongs to no deployment"),
    });
  });

  it("for a mode or a task that there is not", async () => {
    const run = await ended();
    expect(await refusedRetry(run.id, "some")).toMatchObject({ code: "VOARG" });
    expect(await refusedRetry(run.id, "fromTask")).toMatchObject({ code: "VOARG" });
    expect(await refusedRetry(run.id, "all", "c")).toMatchObject({ code: "VOARG" });
    expect(await refusedRetry(run.id, "fromTask", "d")).toMatchObject({
      code: "VONFD",
      detail: "Its task runs: a#0, b#0, b#0/inside#0, c#0.",
    });
  });
});
