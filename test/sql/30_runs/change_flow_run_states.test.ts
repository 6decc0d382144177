import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import {
  type HeldRun,
  cancel,
  deploy,
  enqueue,
  finish,
  finishAll,
  history,
  readRun,
  running,
  runningAlone,
  setState,
  take,
} from "../engine.ts";
import { row, rows, value } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());
const start = new Date("2030-01-01T00:00:00Z");
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);

beforeEach(() => clock.freezeAt(db, start));

const seconds = (id: string) =>
  value<number>(
    db,
    "select extract(epoch from total_run_time)::float8 from provost.flow_runs where id = $1",
    [id],
  );

describe("the books of a flow run", () => {
  it("tell when it first ran, when it ended and how long it ran", async () => {
    const run = await running(db);
    await clock.advance(db, "42 seconds");
    await finish(db, run);
    expect(await readRun(db, run.id)).toMatchObject({
      start_time: after(0),
      end_time: after(42),
      state_timestamp: after(42),
      next_scheduled_start_time: null,
    });
    expect(await seconds(run.id)).toBeCloseTo(42, 3);
  });

  it("add up the time of every attempt, and not the time between", async () => {
    const deployment = await deploy(db, { retries: 1, retry_delay_seconds: 100 });
    const first = await running(db, { deployment });
    await clock.advance(db, "5 seconds");
    await finish(db, first, { type: "FAILED" });
    await clock.advance(db, "100 seconds");
    const second = await take(db, first.id);
    await clock.advance(db, "7 seconds");
    await finish(db, second);
    expect(await seconds(first.id)).toBeCloseTo(12, 3);
    expect(await readRun(db, first.id)).toMatchObject({
      run_count: 2,
      start_time: after(0),
      end_time: after(112),
    });
  });

  it("take the end back when a finished run is scheduled again", async () => {
    const run = await running(db);
    await finish(db, run, { type: "FAILED", error: { message: "boom" } });
    await setState(db, run.id, { type: "SCHEDULED", name: "AwaitingRetry" });
    expect(await readRun(db, run.id)).toMatchObject({
      end_time: null,
      next_scheduled_start_time: after(0),
      start_time: after(0),
      run_count: 1,
    });
    await take(db, run.id);
    expect((await readRun(db, run.id)).run_count).toBe(2);
  });

  it("count no attempt when a paused run resumes", async () => {
    const { id } = await running(db);
    await setState(db, id, { type: "PAUSED" });
    await setState(db, id, { type: "SCHEDULED", name: "Resuming" });
    expect((await readRun(db, id)).resuming).toBe(true);
    await take(db, id);
    expect(await readRun(db, id)).toMatchObject({ run_count: 1, resuming: false });
  });

  it("count no attempt when a resumed run is Pending before it runs", async () => {
    const { id } = await running(db);
    await setState(db, id, { type: "PAUSED" });
    await setState(db, id, { type: "SCHEDULED", name: "Resuming" });
    for (const name of ["Pending", "Submitting"]) {
      await setState(db, id, { type: "PENDING", name });
      expect((await readRun(db, id)).resuming).toBe(true);
    }
    await setState(db, id, { type: "RUNNING" });
    expect(await readRun(db, id)).toMatchObject({ run_count: 1, resuming: false });
  });

  it("keep the time of the end when it is said to have ended otherwise", async () => {
    const run = await running(db);
    await finish(db, run, { type: "FAILED" });
    for (const force of [false, true]) {
      await clock.advance(db, "5 seconds");
      await setState(db, run.id, { type: "COMPLETED" }, force);
      expect((await readRun(db, run.id)).end_time).toEqual(after(0));
    }
  });

  it("count no attempt when a pause ends where it began", async () => {
    const { id } = await running(db);
    await setState(db, id, { type: "PAUSED" });
    await setState(db, id, { type: "RUNNING" });
    expect(await readRun(db, id)).toMatchObject({ run_count: 1, resuming: false });
  });

  it("tell how late it started, or is by now", async () => {
    const lateness = (id: string) =>
      value<number>(
        db,
        "select provost.flow_runs_estimated_start_time_delta(r) from provost.flow_runs r where id = $1",
        [id],
      );
    const id = await enqueue(db);
    expect(await lateness(id)).toBe(0);
    await clock.advance(db, "5 seconds");
    expect(await lateness(id)).toBe(5);
    const run = await take(db, id);
    await clock.advance(db, "5 seconds");
    expect(await lateness(id)).toBe(5);
    await finish(db, run);
    expect(await lateness(id)).toBe(5);
    const early = await enqueue(db, { expected_start_time: after(3600) });
    expect(await lateness(early)).toBe(0);
    await cancel(db, early);
    await clock.advance(db, "2 hours");
    expect(await lateness(early)).toBe(0);
  });

  it("keep the scheduled time that a proposal brings", async () => {
    const id = await enqueue(db);
    const details = { scheduled_time: "2030-01-02T00:00:00Z" };
    await setState(db, id, { type: "SCHEDULED", state_details: details });
    expect((await readRun(db, id)).next_scheduled_start_time).toEqual(
      new Date("2030-01-02T00:00:00Z"),
    );
  });

  it("forget the pauses that fired when a failed run is retried", async () => {
    const deployment = await deploy(db, { retries: 1 });
    const run = await running(db, { deployment });
    await setState(db, run.id, { type: "PAUSED", state_details: { pause_key: "k" } });
    expect((await readRun(db, run.id))["pause_keys"]).toEqual(["k"]);
    await setState(db, run.id, { type: "SCHEDULED" });
    await finish(db, await take(db, run.id), { type: "FAILED" });
    expect((await readRun(db, run.id))["pause_keys"]).toBeNull();
  });

  it("hold the result of a completion and the error of a failure", async () => {
    const good = await running(db);
    await finish(db, good, { result: { rows: 7 }, result_meta: { codec: "json" } });
    expect(await readRun(db, good.id)).toMatchObject({
      result: { rows: 7 },
      result_meta: { codec: "json" },
      error: null,
    });
    const bad = await running(db);
    await finish(db, bad, { type: "FAILED", error: { name: "TypeError" } });
    expect(await readRun(db, bad.id)).toMatchObject({
      result: null,
      error: { name: "TypeError" },
    });
  });
});

describe("the history of a flow run", () => {
  it("ends with the state that the run is in, numbered without gaps", async () => {
    const deployment = await deploy(db, { retries: 1 });
    const run = await running(db, { deployment });
    await finish(db, run, { type: "FAILED", message: "boom" });
    await finish(db, await take(db, run.id));
    expect(await history(db, run.id)).toEqual([
      "Scheduled",
      "Pending",
      "Running",
      "AwaitingRetry",
      "Pending",
      "Running",
      "Completed",
    ]);
    const seqs = await rows<{ seq: number }>(
      db,
      "select seq from provost.flow_run_states where flow_run_id = $1 order by seq",
      [run.id],
    );
    expect(seqs.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const last = await row(
      db,
      `select (s.type, s.name, s.timestamp) = (r.state_type, r.state_name, r.state_timestamp)
         and s.message is not distinct from r.state_message
         and s.details is not distinct from r.state_details as same
       from provost.flow_runs r
       join provost.flow_run_states s on s.flow_run_id = r.id and s.seq = r.state_count
       where r.id = $1`,
      [run.id],
    );
    expect(last["same"]).toBe(true);
  });

  it("has no two states at the same instant, even when the clock stands still", async () => {
    const { id } = await running(db);
    for (const name of ["One", "Two", "Three"]) await setState(db, id, { type: "RUNNING", name });
    const timestamps = await rows<{ t: string }>(
      db,
      "select timestamp::text as t from provost.flow_run_states where flow_run_id = $1 order by seq",
      [id],
    );
    const texts = timestamps.map(({ t }) => t);
    expect(new Set(texts).size).toBe(texts.length);
    expect([...texts].sort()).toEqual(texts);
  });

  it("of a run without a deployment begins at Pending", async () => {
    const run = await runningAlone(db);
    await finish(db, run);
    expect(await history(db, run.id)).toEqual(["Pending", "Running", "Completed"]);
  });

  it("keeps message and details of each state", async () => {
    const { id } = await running(db);
    const details = { pause_key: "k", pause_timeout: "2030-02-01T00:00:00+00:00" };
    await setState(db, id, { type: "PAUSED", message: "ask Ann", state_details: details });
    const last = await row(
      db,
      "select message, details from provost.flow_run_states where flow_run_id = $1 and type = 'PAUSED'",
      [id],
    );
    expect(last).toEqual({ message: "ask Ann", details });
  });
});

describe("changes of many runs in one call", () => {
  it("are answered each by itself", async () => {
    const [due, ended] = [await enqueue(db), await running(db)];
    await finish(db, ended);
    const unknown = "019a0000-0000-7000-8000-00000000dead";
    const answers = await rows(
      db,
      `select ord, status, rule from unnest(provost_private.change_flow_run_states(array(
         select jsonb_populate_record(null::provost_private.flow_run_change, x)
         from jsonb_array_elements($1) x))) order by ord`,
      [
        JSON.stringify([
          { ord: 1, flow_run_id: due, type: "COMPLETED" },
          { ord: 2, flow_run_id: ended.id, type: "CANCELLING" },
          { ord: 3, flow_run_id: unknown, type: "COMPLETED" },
        ]),
      ],
    );
    expect(answers).toEqual([
      { ord: 1, status: "ACCEPT", rule: null },
      { ord: 2, status: "ABORT", rule: "loses_a_terminal_state" },
      { ord: 3, status: "ABORT", rule: "run_is_unknown" },
    ]);
  });

  it("may name each run once", async () => {
    const id = await enqueue(db);
    const error = await refusal(
      db,
      `select provost_private.change_flow_run_states(array(
         select jsonb_populate_record(null::provost_private.flow_run_change, x)
         from jsonb_array_elements($1) x))`,
      [
        JSON.stringify([
          { ord: 1, flow_run_id: id, type: "RUNNING" },
          { ord: 2, flow_run_id: id, type: "COMPLETED" },
        ]),
      ],
    );
    expect(error).toMatchObject({ code: "VOARG" });
    expect(error.message).toContain("one change");
    const run = await running(db);
    const end = { flow_run_id: run.id, epoch: run.epoch, type: "COMPLETED" };
    await expect(
      refusal(db, "select provost_private.finish_flow_runs($1)", [
        JSON.stringify([
          { ord: 1, ...end },
          { ord: 2, ...end },
        ]),
      ]),
    ).resolves.toMatchObject({ code: "VOARG" });
  });

  it("may complete some runs and end others", async () => {
    const [good, bad, cancelled, lost] = [
      await running(db),
      await running(db),
      await running(db),
      await running(db),
    ];
    await cancel(db, cancelled.id);
    const ends = [
      { flow_run_id: good.id, epoch: good.epoch, type: "COMPLETED" },
      { flow_run_id: bad.id, epoch: bad.epoch, type: "FAILED" },
      { flow_run_id: cancelled.id, epoch: cancelled.epoch, type: "COMPLETED" },
      { flow_run_id: lost.id, epoch: lost.epoch - 1, type: "COMPLETED" },
    ];
    expect(await finishAll(db, ends)).toMatchObject([
      { status: "ACCEPT", state_type: "COMPLETED" },
      { status: "ACCEPT", state_type: "FAILED" },
      { state_type: "CANCELLED" },
      { status: "ABORT", state_type: "RUNNING" },
    ]);
    expect((await readRun(db, lost.id)).state_type).toBe("RUNNING");
  });

  it("are answered to a worker where they are not what it has told", async () => {
    const [good, bad, retried, cancelled] = [
      await running(db),
      await running(db),
      await running(db, { retries: 1 }),
      await running(db),
    ];
    await cancel(db, cancelled.id);
    const end = (run: HeldRun, ord: number, type: string) => ({
      ord,
      flow_run_id: run.id,
      epoch: run.epoch,
      type,
    });
    const answers = await rows(
      db,
      "select * from provost_private.finish_flow_runs($1, true) order by ord",
      [
        JSON.stringify([
          end(good, 0, "COMPLETED"),
          end(bad, 1, "FAILED"),
          end(retried, 2, "FAILED"),
          end(cancelled, 3, "COMPLETED"),
        ]),
      ],
    );
    expect(answers).toMatchObject([
      { ord: 2, status: "REJECT", state_type: "SCHEDULED" },
      { ord: 3, state_type: "CANCELLED" },
    ]);
    expect((await readRun(db, good.id)).state_type).toBe("COMPLETED");
    expect((await readRun(db, bad.id)).state_type).toBe("FAILED");
  });

  it("may be none", async () => {
    expect(
      await rows(db, "select * from unnest(provost_private.change_flow_run_states('{}'))"),
    ).toHaveLength(0);
  });
});
