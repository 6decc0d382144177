import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import {
  claim,
  enqueue,
  finish,
  type HeldRun,
  reap,
  record,
  registerWorker,
  running,
  setState,
  taskHistory,
} from "../engine.ts";
import { createLimit } from "../20_limits/limits.ts";
import { column, row, value } from "../rows.ts";
import { createTask, readTaskById, setTaskState } from "../taskRuns.ts";
import { textOfTime } from "../textOfTime.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());
const start = new Date("2030-01-01T00:00:00Z");
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);

beforeEach(() => clock.freezeAt(db, start));

/** A task run that a worker has recorded as Running. */
async function runningTask(run: HeldRun, key = "t#0"): Promise<string> {
  const { task_run_id: id } = await record(db, run, { type: "RUNNING", key });
  return String(id);
}

describe("proposing a state for a task run", () => {
  it("answers ACCEPT with the state that it is in now", async () => {
    const id = await runningTask(await running(db));
    await clock.advance(db, "5 seconds");
    expect(
      await setTaskState(db, id, { type: "CANCELLED", name: "Skipped", message: "not needed" }),
    ).toEqual({
      status: "ACCEPT",
      state: {
        type: "CANCELLED",
        name: "Skipped",
        message: "not needed",
        timestamp: textOfTime(after(5)),
        state_details: {},
      },
      details: {},
    });
    expect(await readTaskById(db, id)).toMatchObject({
      state_type: "CANCELLED",
      start_time: after(0),
      end_time: after(5),
    });
  });

  it("answers REJECT, WAIT or ABORT with rule, reason and the state that stands", async () => {
    const run = await running(db);
    const done = await createTask(db, run.id, { state: { type: "COMPLETED", data: 1 } });
    expect(await setTaskState(db, done.id, { type: "RUNNING" })).toMatchObject({
      status: "REJECT",
      state: { type: "COMPLETED" },
      details: {
        rule: "loses_a_result",
        reason: "The task run has completed with a result.",
      },
    });
    expect(await setTaskState(db, done.id, { type: "CRASHED" })).toMatchObject({
      status: "ABORT",
      details: { rule: "loses_a_terminal_state" },
    });
    const scheduled = { type: "SCHEDULED", state_details: { scheduled_time: after(90) } };
    const later = await createTask(db, run.id, { state: scheduled });
    expect(await setTaskState(db, later.id, { type: "RUNNING" })).toMatchObject({
      status: "WAIT",
      state: { type: "SCHEDULED" },
      details: { rule: "starts_too_early", delay_seconds: 90 },
    });
    expect(await column(db, "select rule from provost_private.task_run_rules")).toEqual(
      expect.arrayContaining(["loses_a_result", "starts_too_early"]),
    );
  });

  it("asks no rule when it is forced", async () => {
    const run = await running(db);
    const { id } = await createTask(db, run.id, { state: { type: "COMPLETED", data: 1 } });
    await finish(db, run);
    expect(await setTaskState(db, id, { type: "RUNNING" }, true)).toMatchObject({
      status: "ACCEPT",
      state: { type: "RUNNING" },
    });
    expect(await readTaskById(db, id)).toMatchObject({ end_time: null, result: null });
  });

  it("keeps the books: attempts, times, how long it ran", async () => {
    const run = await running(db);
    const { id } = await createTask(db, run.id, { retries: 1, retry_delays: [7] });
    await clock.advance(db, "1 second");
    await setTaskState(db, id, { type: "RUNNING" });
    await clock.advance(db, "2 seconds");
    expect(await setTaskState(db, id, { type: "FAILED", message: "boom" })).toMatchObject({
      status: "REJECT",
      state: { type: "SCHEDULED", name: "AwaitingRetry", message: "boom" },
      details: { rule: "has_retries_left", delay_seconds: 7 },
    });
    expect(await readTaskById(db, id)).toMatchObject({ next_start_time: after(10), run_count: 1 });
    await clock.advance(db, "7 seconds");
    expect((await setTaskState(db, id, { type: "RUNNING" })).state.name).toBe("Retrying");
    await clock.advance(db, "3 seconds");
    expect((await setTaskState(db, id, { type: "RUNNING" })).state.name).toBe("Rerunning");
    await clock.advance(db, "4 seconds");
    await setTaskState(db, id, { type: "FAILED" });
    expect(await readTaskById(db, id)).toMatchObject({
      state_name: "Failed",
      run_count: 3,
      expected_start_time: after(0),
      start_time: after(1),
      end_time: after(17),
      next_start_time: null,
    });
    const numbers = await row(
      db,
      `select provost.task_runs_total_run_time(t) as total,
         provost.task_runs_estimated_run_time(t) as estimated,
         provost.task_runs_estimated_start_time_delta(t) as late
       from provost.task_runs t where id = $1`,
      [id],
    );
    expect(numbers).toEqual({ total: 9, estimated: 9, late: 1 });
    await setTaskState(db, id, { type: "SCHEDULED" });
    expect(await readTaskById(db, id)).toMatchObject({ run_count: 0, end_time: null });
  });

  it("starts no task of a flow that is paused or over", async () => {
    const run = await running(db);
    const { id } = await createTask(db, run.id);
    const pause = { pause_timeout: "2030-01-01T01:00:00+00:00" };
    await setState(db, run.id, { type: "PAUSED", state_details: pause });
    expect(await setTaskState(db, id, { type: "RUNNING" })).toMatchObject({
      status: "REJECT",
      state: { type: "PAUSED", name: "NotReady", state_details: pause },
      details: { rule: "its_flow_is_paused" },
    });
    await setState(db, run.id, { type: "CANCELLED" });
    expect(await setTaskState(db, id, { type: "RUNNING" })).toMatchObject({
      status: "ABORT",
      details: { rule: "its_flow_has_stopped" },
    });
  });

  it("is of the first call that has no task run yet, unless a key says which", async () => {
    const run = await running(db);
    await createTask(db, run.id, { task_name: "t", key: "t#1" });
    const keys = async () => (await createTask(db, run.id, { task_name: "t" })).key;
    expect([await keys(), await keys(), await keys()]).toEqual(["t#0", "t#2", "t#3"]);
  });

  it("counts on and takes the name that is given when it is forced", async () => {
    const run = await running(db);
    const { id } = await createTask(db, run.id);
    for (const type of ["RUNNING", "FAILED"]) await setTaskState(db, id, { type });
    await clock.advance(db, "5 seconds");
    await setTaskState(db, id, { type: "CANCELLED" });
    expect(await readTaskById(db, id)).toMatchObject({ run_count: 1, end_time: after(0) });
    await setTaskState(db, id, { type: "RUNNING" }, true);
    expect(await readTaskById(db, id)).toMatchObject({ run_count: 2, state_name: "Running" });
    await setTaskState(db, id, { type: "RUNNING", name: "Mine" }, true);
    expect(await readTaskById(db, id)).toMatchObject({ run_count: 3, state_name: "Mine" });
    await setTaskState(db, id, { type: "RUNNING", name: "Mine" });
    expect(await readTaskById(db, id)).toMatchObject({ run_count: 4, state_name: "Rerunning" });
  });

  it("lets a task go that completed with what was not kept", async () => {
    const state = { type: "COMPLETED", data: { type: "unpersisted" } };
    const { id } = await createTask(db, (await running(db)).id, { state });
    expect((await setTaskState(db, id, { type: "RUNNING" })).status).toBe("ACCEPT");
  });

  it("starts a background task whatever becomes of its flow", async () => {
    const run = await running(db);
    const { id } = await createTask(db, run.id, {
      state: { type: "SCHEDULED", state_details: { deferred: true } },
    });
    await setState(db, run.id, { type: "PAUSED" });
    expect((await setTaskState(db, id, { type: "RUNNING" })).status).toBe("ACCEPT");
  });

  it("lets no task wait for a slot that does not start anyway", async () => {
    const { id: flowRun } = await running(db);
    await createLimit(db, { name: "tag:busy", limit: 0 });
    const cached = await createTask(db, flowRun, { tags: ["busy"] });
    const paused = await createTask(db, flowRun, { tags: ["busy"] });
    const state_details = { cache_key: "known" };
    await createTask(db, flowRun, { state: { type: "COMPLETED", data: 42, state_details } });
    expect((await setTaskState(db, paused.id, { type: "RUNNING" })).details.rule).toBe(
      "may_never_start",
    );
    expect(await setTaskState(db, cached.id, { type: "RUNNING", state_details })).toMatchObject({
      status: "REJECT",
      state: { type: "COMPLETED", name: "Cached" },
      details: { rule: "is_cached" },
    });
    await setState(db, flowRun, { type: "PAUSED" });
    expect(await setTaskState(db, paused.id, { type: "RUNNING" })).toMatchObject({
      status: "REJECT",
      state: { type: "PAUSED", name: "NotReady" },
      details: { rule: "its_flow_is_paused" },
    });
  });

  it("completes a task whose cache key is too long, and does not keep its result", async () => {
    const { id } = await createTask(db, (await running(db)).id);
    const state_details = { cache_key: "k".repeat(2001) };
    const answer = await setTaskState(db, id, { type: "COMPLETED", data: 1, state_details });
    expect(answer).toMatchObject({ status: "REJECT", state: { type: "COMPLETED" } });
    expect(await column(db, "select key from provost_private.task_run_cache")).toEqual([]);
  });

  it("keeps and finds results by cache key", async () => {
    const run = await running(db);
    const cached = { cache_key: "k", cache_expiration: after(60) };
    const first = await createTask(db, run.id);
    await setTaskState(db, first.id, { type: "COMPLETED", data: [1], state_details: cached });
    const second = await createTask(db, run.id);
    expect(
      await setTaskState(db, second.id, { type: "RUNNING", state_details: cached }),
    ).toMatchObject({ status: "REJECT", state: { type: "COMPLETED", name: "Cached" } });
    expect(await readTaskById(db, second.id)).toMatchObject({ result: [1], run_count: 0 });
    await clock.advance(db, "60 seconds");
    const third = await createTask(db, run.id);
    expect(
      await setTaskState(db, third.id, { type: "RUNNING", state_details: cached }),
    ).toMatchObject({ status: "ACCEPT" });
  });

  it("takes a background task once", async () => {
    const { id } = await createTask(db, null, {
      state: { type: "SCHEDULED", state_details: { deferred: true, task_parameters_id: "p" } },
    });
    expect(await setTaskState(db, id, { type: "PENDING" })).toMatchObject({
      status: "ACCEPT",
      state: { state_details: { deferred: true, task_parameters_id: "p" } },
    });
    expect(await setTaskState(db, id, { type: "PENDING" })).toMatchObject({
      status: "ABORT",
      details: { rule: "is_taken_twice" },
    });
    expect((await setTaskState(db, id, { type: "RUNNING" })).status).toBe("ACCEPT");
  });

  it("refuses ids and states that cannot be", async () => {
    const { id } = await createTask(db, null);
    const propose = "select provost.set_task_run_state($1, $2)";
    const unknown = "019a0000-0000-7000-8000-00000000dead";
    expect((await refusal(db, propose, [unknown, '{"type":"RUNNING"}'])).code).toBe("VONFD");
    expect((await refusal(db, propose, [null, '{"type":"RUNNING"}'])).code).toBe("VONFD");
    expect((await refusal(db, propose, [id, '{"type":"DONE"}'])).code).toBe("VOARG");
    const details = '{"type":"COMPLETED","state_details":{"cache_expiration":"soon"}}';
    expect((await refusal(db, propose, [id, details])).code).toBe("VOARG");
  });
});

describe("a result that is set by hand", () => {
  it("is what the worker adopts whose task is under way", async () => {
    const run = await running(db);
    const id = await runningTask(run);
    await setTaskState(db, id, { type: "COMPLETED", message: "by Ann", data: { n: 42 } });
    expect(await record(db, run, { result: { n: 1 } })).toMatchObject({
      status: "REJECT",
      state_type: "COMPLETED",
      result: { n: 42 },
    });
    expect(await taskHistory(db, run)).toEqual(["Running", "Completed"]);
  });

  it("is handed to the next holder of the run", async () => {
    const run = await running(db);
    const id = await runningTask(run);
    await reap(db, run.worker);
    await setTaskState(db, id, { type: "COMPLETED", data: "mended" });
    const [claimed] = await claim(db, await registerWorker(db));
    expect(claimed?.recorded).toMatchObject([
      { key: "t#0", state_type: "COMPLETED", result: "mended" },
    ]);
  });

  it("is handed to the first holder, too", async () => {
    const id = await enqueue(db);
    const state = { type: "COMPLETED", data: 7 };
    await createTask(db, id, { task_name: "extract", state });
    const [claimed] = await claim(db, await registerWorker(db));
    expect(claimed).toMatchObject({ flow_run_id: id, epoch: 1 });
    expect(claimed?.recorded).toMatchObject([{ key: "extract#0", result: 7 }]);
  });
});

describe("recording a task run by hand", () => {
  it("answers it, under the next key of its task", async () => {
    const { id } = await running(db);
    for (const key of ["load#0", "load#1"]) {
      expect(await createTask(db, id, { task_name: "load", tags: ["io"] })).toMatchObject({
        flow_run_id: id,
        key,
        name: "load",
        tags: ["io"],
        state_type: "PENDING",
        state_name: "Pending",
        run_count: 0,
        start_time: null,
      });
    }
  });

  it("answers the one that exists when its key is taken", async () => {
    const { id } = await running(db);
    const first = await createTask(db, id, { key: "k", state: { type: "COMPLETED", data: 1 } });
    const second = await createTask(db, id, { key: "k", state: { type: "COMPLETED", data: 2 } });
    expect(second).toEqual(first);
    expect(await value(db, "select count(*) from provost.task_run_states")).toBe(1);
  });

  it.each([
    ["a task without a name", { task_name: "" }],
    ["an empty key", { key: "" }],
    ["negative retries", { retries: -1 }],
    ["a negative delay", { retry_delays: [1, -1] }],
    ["a negative jitter factor", { retry_jitter_factor: -10 }],
    ["too many delays", { retry_delays: Array.from({ length: 51 }, () => 1) }],
    ["an unknown state", { state: { type: "DONE" } }],
  ])("refuses %s", async (_what, options: object) => {
    const { id } = await running(db);
    const all = { flow_run_id: id, task_name: "t", ...options };
    const error = await refusal(
      db,
      `select provost.create_task_run(flow_run_id => x.flow_run_id, task_name => x.task_name,
         key => x.key, state => coalesce(x.state, '{"type": "PENDING"}'), retries => x.retries,
         retry_delays => x.retry_delays, retry_jitter_factor => x.retry_jitter_factor)
       from jsonb_to_record($1) as x (flow_run_id uuid, task_name text, key text, state jsonb,
         retries integer, retry_delays float8[], retry_jitter_factor float8)`,
      [JSON.stringify(all)],
    );
    expect(error.code).toBe("VOARG");
  });

  it("refuses a flow run that does not exist", async () => {
    const unknown = "019a0000-0000-7000-8000-00000000dead";
    const { code } = await refusal(db, "select provost.create_task_run($1, 't')", [unknown]);
    expect(code).toBe("VONFD");
  });
});
