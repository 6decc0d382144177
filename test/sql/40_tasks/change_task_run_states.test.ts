import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import {
  finish,
  readTask,
  reap,
  record,
  recordAll,
  registerWorker,
  running,
  take,
  taskHistory,
} from "../engine.ts";
import { value } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());
const start = new Date("2030-01-01T00:00:00Z");
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);

beforeEach(() => clock.freezeAt(db, start));

describe("a task that completes", () => {
  it("is stored with its result, and as if it had been seen to start", async () => {
    const run = await running(db);
    const answer = await record(db, run, {
      name: "extract-0",
      task_name: "extract",
      tags: ["io"],
      elapsed_ms: 2500,
      result: { rows: 7 },
      result_meta: { codec: "json" },
      input_hash: "h",
    });
    expect(answer).toMatchObject({ status: "ACCEPT", state_name: "Completed", run_count: 1 });
    expect(await readTask(db, run)).toMatchObject({
      id: answer.task_run_id,
      name: "extract-0",
      task_name: "extract",
      tags: ["io"],
      epoch: run.epoch,
      state_type: "COMPLETED",
      run_count: 1,
      start_time: after(-2.5),
      end_time: after(0),
      result: { rows: 7 },
      result_meta: { codec: "json" },
      input_hash: "h",
    });
    expect(await taskHistory(db, run)).toEqual(["Running", "Completed"]);
  });

  it("has one Running state only when its start was recorded before", async () => {
    const run = await running(db);
    await record(db, run, { type: "RUNNING" });
    await clock.advance(db, "5 seconds");
    await record(db, run, { elapsed_ms: 5000 });
    expect(await taskHistory(db, run)).toEqual(["Running", "Completed"]);
    expect(await readTask(db, run)).toMatchObject({ start_time: after(0), end_time: after(5) });
  });

  it("keeps its first result: a second record is told what stands", async () => {
    const run = await running(db);
    const first = await record(db, run, { result: 1, result_meta: { n: 1 } });
    const second = await record(db, run, { result: 2 });
    expect(second).toMatchObject({
      status: "REJECT",
      task_run_id: first.task_run_id,
      state_name: "Completed",
      result: 1,
      result_meta: { n: 1 },
    });
    for (const type of ["FAILED", "RUNNING", "CRASHED"]) {
      const { status } = await record(db, run, { type });
      expect([type, status]).toEqual([type, "REJECT"]);
    }
    expect(await readTask(db, run)).toMatchObject({ state_type: "COMPLETED", result: 1 });
    expect(await taskHistory(db, run)).toEqual(["Running", "Completed"]);
  });

  it("keeps a result of null too", async () => {
    const run = await running(db);
    await record(db, run, { result: null });
    const second = await record(db, run, { result: 2 });
    expect(second).toMatchObject({ status: "REJECT", result: null });
  });

  it("may be named as it likes", async () => {
    const run = await running(db);
    const answer = await record(db, run, { state_name: "Cached" });
    expect(answer).toMatchObject({ state_type: "COMPLETED", state_name: "Cached" });
    expect(await taskHistory(db, run)).toEqual(["Running", "Cached"]);
  });

  it("is the same under another epoch, when the run went on elsewhere", async () => {
    const run = await running(db);
    await record(db, run, { result: 1 });
    await reap(db, run.worker);
    const next = await take(db, run.id, await registerWorker(db));
    expect(await record(db, next, { result: 2 })).toMatchObject({ status: "REJECT", result: 1 });
  });
});

describe("a task that fails", () => {
  const failure = { type: "FAILED", error: { message: "boom" }, retries: 2, retry_delays: [1, 5] };

  it("is retried after the delay of its attempt, until none is left", async () => {
    const run = await running(db);
    expect(await record(db, run, failure)).toMatchObject({
      status: "REJECT",
      state_name: "AwaitingRetry",
      run_count: 1,
      delay_seconds: 1,
    });
    expect(await readTask(db, run)).toMatchObject({
      state_type: "SCHEDULED",
      next_start_time: after(1),
      end_time: null,
      error: { message: "boom" },
    });
    await record(db, run, { type: "RUNNING" });
    expect(await readTask(db, run)).toMatchObject({ state_name: "Retrying", run_count: 2 });
    expect(await record(db, run, failure)).toMatchObject({ run_count: 2, delay_seconds: 5 });
    expect(await record(db, run, failure)).toMatchObject({
      status: "ACCEPT",
      state_name: "Failed",
      run_count: 3,
    });
    expect(await taskHistory(db, run)).toEqual([
      "Running",
      "AwaitingRetry",
      "Retrying",
      "AwaitingRetry",
      "Retrying",
      "Failed",
    ]);
  });

  it("waits at least as long as it has asked to, whatever jitter earlier failures had", async () => {
    const run = await running(db);
    await record(db, run, { ...failure, retry_jitter_factor: 1 });
    const asked = await record(db, run, { ...failure, retry_after_seconds: 30 });
    expect(asked["delay_seconds"]).toBeGreaterThanOrEqual(30);
    expect(asked["delay_seconds"]).toBeLessThanOrEqual(60);
  });

  it("has all of its retries left when it was not ready for a start before", async () => {
    const run = await running(db);
    const one = { ...failure, retries: 1, run_count: 1 };
    const notReady = { type: "PENDING", state_name: "NotReady" };
    expect(await record(db, run, notReady)).toMatchObject({ run_count: 0 });
    expect(await readTask(db, run)).toMatchObject({ state_name: "NotReady", run_count: 0 });
    expect(await record(db, run, { type: "RUNNING" })).toMatchObject({ run_count: 1 });
    expect(await record(db, run, one)).toMatchObject({ state_name: "AwaitingRetry", run_count: 1 });
    await record(db, run, { type: "RUNNING" });
    const last = await record(db, run, { ...one, run_count: 2 });
    expect(last).toMatchObject({ state_name: "Failed", run_count: 2 });
  });

  it("is not retried when it says that it is of no use", async () => {
    const run = await running(db);
    const answer = await record(db, run, { ...failure, retriable: false });
    expect(answer).toMatchObject({ status: "ACCEPT", state_name: "Failed", delay_seconds: null });
  });

  it("begins its attempts anew when its flow run is retried", async () => {
    const run = await running(db);
    await record(db, run, { ...failure, retries: 0 });
    await finish(db, run, { type: "SCHEDULED" });
    const next = await take(db, run.id);
    expect(await record(db, next, { ...failure, retries: 1 })).toMatchObject({
      state_name: "AwaitingRetry",
      run_count: 1,
    });
  });
});

describe("a record that is repeated because its answer was lost", () => {
  it.each([
    ["a start", { type: "RUNNING" }],
    ["a failure that is retried", { type: "FAILED", retries: 2, run_count: 1 }],
    ["the last failure", { type: "FAILED", retries: 0, run_count: 1 }],
  ])("changes nothing for %s", async (_what, task) => {
    const run = await running(db);
    const first = await record(db, run, task);
    const before = await readTask(db, run);
    const states = await taskHistory(db, run);
    const second = await record(db, run, task);
    expect(second).toMatchObject({
      state_type: first.state_type,
      state_name: first.state_name,
      run_count: first.run_count,
      task_run_id: first.task_run_id,
    });
    expect(await readTask(db, run)).toMatchObject({
      run_count: before["run_count"],
      state_name: before["state_name"],
    });
    expect(await taskHistory(db, run)).toEqual(states);
  });
});

describe("records of many tasks in one call", () => {
  it("are answered each by itself, of several runs and holders", async () => {
    const [mine, lost] = [await running(db), await running(db)];
    await reap(db, lost.worker);
    const task = { task_name: "t", type: "COMPLETED" };
    const answers = await recordAll(db, [
      { ...task, flow_run_id: mine.id, epoch: mine.epoch, key: "a" },
      { ...task, flow_run_id: lost.id, epoch: lost.epoch, key: "a" },
      { ...task, flow_run_id: mine.id, epoch: mine.epoch, key: "b", type: "FAILED", retries: 1 },
    ]);
    expect(answers.map(({ status }) => status)).toEqual(["ACCEPT", "ABORT", "REJECT"]);
    expect(await value(db, "select count(*) from provost.task_runs")).toBe(2);
  });

  it("may hold start and end of the same task, of which the end stands", async () => {
    const run = await running(db);
    const task = { flow_run_id: run.id, epoch: run.epoch, key: "t#0", task_name: "t" };
    const answers = await recordAll(db, [
      { ...task, type: "RUNNING", elapsed_ms: 10 },
      { ...task, type: "COMPLETED", elapsed_ms: 10, result: 1 },
    ]);
    expect(answers.map(({ status }) => status)).toEqual(["ACCEPT", "ACCEPT"]);
    expect(answers[0]?.task_run_id).toBe(answers[1]?.task_run_id);
    expect(await taskHistory(db, run)).toEqual(["Running", "Completed"]);
  });

  it("may be none", async () => {
    expect(await recordAll(db, [])).toEqual([]);
  });
});

describe("a task run", () => {
  it("is written by the state machine only", async () => {
    const run = await running(db);
    await record(db, run);
    for (const statement of [
      "update provost.task_runs set result = '2' where flow_run_id = $1",
      "update provost.task_runs set state_name = 'Failed' where flow_run_id = $1",
      `insert into provost.task_runs (flow_run_id, key, name, task_name, epoch, state_type,
         state_name, state_timestamp, state_count, run_count)
       values ($1, 'x', 'x', 'x', 1, 'COMPLETED', 'Completed', now(), 1, 1)`,
    ]) {
      const { code } = await refusal(db, statement, [run.id]);
      expect([statement, code]).toEqual([statement, "VOKEY"]);
    }
  });
});
