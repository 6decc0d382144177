import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import type { DoorAnswer } from "../answers.ts";
import {
  activeRun,
  cancel,
  enqueue,
  finish,
  readRun,
  registerWorker,
  running,
  runningAlone,
  setState,
  take,
} from "../engine.ts";
import { value } from "../rows.ts";
import { textOfTime } from "../textOfTime.ts";
import { refusal, useTransaction } from "../transaction.ts";
import { park, readStoredWait, readWait, recordWait } from "../waits.ts";

const db = useTransaction(useDatabase());
const inputSchema = {
  type: "object",
  properties: { approved: { type: "boolean" } },
  required: ["approved"],
};
const pause = { key: "pause[approve]", kind: "pause", seconds: 3600 };

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

const resume = (id: string, input?: unknown): Promise<DoorAnswer> =>
  value(db, "select provost.resume_flow_run($1, $2)", [
    id,
    input === undefined ? null : JSON.stringify(input),
  ]);
const suspend = (id: string, seconds?: number): Promise<DoorAnswer> =>
  value(db, "select provost.suspend_flow_run($1, $2)", [id, seconds]);

async function paused(wait: object = {}) {
  const run = await running(db);
  await recordWait(db, run, { ...pause, ...wait });
  await park(db, run, [pause.key]);
  return run;
}

describe("a paused run", () => {
  it("is held by nobody, and says until when it waits and for what", async () => {
    const run = await paused({ input_schema: inputSchema, description: "May it go on?" });
    expect(await readRun(db, run.id)).toMatchObject({
      state_type: "PAUSED",
      state_name: "Paused",
      state_message: "May it go on?",
      pause_keys: [pause.key],
      state_details: { pause_key: pause.key, pause_reschedule: false },
    });
    expect(await activeRun(db, run.id)).toBeUndefined();
  });

  it("goes on with the input that it gets, in the same attempt", async () => {
    const run = await paused({ input_schema: inputSchema });
    expect(await resume(run.id, { approved: true })).toMatchObject({
      status: "ACCEPT",
      state: { type: "SCHEDULED", name: "Resuming" },
    });
    const next = await take(db, run.id);
    expect(await recordWait(db, next, pause)).toMatchObject({
      outcome: "answered",
      value: { approved: true },
    });
    expect(await readRun(db, run.id)).toMatchObject({ run_count: 1 });
  });

  it.each([
    ["the defaults of its schema", {}, undefined, {}],
    ["what its form begins with", { initial_input: { n: 3, approved: false } }, { n: 4 }, 4],
  ])("completes what it gets with %s", async (_what, wait, input, answer) => {
    const required = "initial_input" in wait ? ["approved"] : [];
    const run = await paused({ input_schema: { ...inputSchema, required }, ...wait });
    expect(await resume(run.id, input)).toMatchObject({ status: "ACCEPT" });
    const value = answer === 4 ? { n: 4, approved: false } : answer;
    expect(await recordWait(db, await take(db, run.id), pause)).toMatchObject({ value });
  });

  it.each([
    [{ approved: "yes" }, "/approved", "type"],
    [{}, "", "required"],
    [undefined, "", "required"],
    [7, "", "type"],
  ])("refuses the input %j with a JSON pointer", async (input, pointer, keyword) => {
    const run = await paused({ input_schema: inputSchema });
    const answer = await resume(run.id, input);
    expect(answer).toMatchObject({
      status: "REJECT",
      state: { type: "PAUSED" },
      details: { errors: [expect.objectContaining({ keyword })] },
    });
    expect(answer.details.reason).toContain(`Run input validation failed: ${pointer || "/"}`);
    expect(await readStoredWait(db, run.id, pause.key)).toMatchObject({ outcome: null });
  });

  it("tells all that is wrong with an input at once", async () => {
    const schema = { type: "object", required: ["a"], properties: { b: { type: "number" } } };
    const run = await paused({ input_schema: schema });
    const { details } = await resume(run.id, { b: "x" });
    expect(details.reason).toBe(
      "Run input validation failed: /a: expected a value, got nothing; " +
        '/b: expected a number, got "x".',
    );
  });

  it("fails when it is resumed too late, or not at all", async () => {
    const [late, never] = [await paused(), await paused()];
    await clock.advance(db, "61 minutes");
    expect(await resume(late.id)).toMatchObject({ status: "REJECT", state: { type: "FAILED" } });
    await db.query("select provost_private.tend_flow_runs()");
    expect(await readRun(db, never.id)).toMatchObject({
      state_type: "FAILED",
      state_message: "The flow was paused and never resumed.",
    });
  });

  it("can be cancelled", async () => {
    const run = await paused();
    expect(await cancel(db, run.id)).toMatchObject({
      status: "ACCEPT",
      state: { type: "CANCELLED" },
    });
  });

  it("that somebody has set to go on through the public door does not pause again", async () => {
    const run = await paused();
    await setState(db, run.id, { type: "SCHEDULED" });
    const next = await take(db, run.id);
    expect(await recordWait(db, next, pause)).toMatchObject({ outcome: "answered", value: null });
  });
});

describe("resuming", () => {
  it("is refused for runs that are not paused", async () => {
    const run = await running(db);
    await finish(db, run);
    for (const id of [run.id, await enqueue(db), (await running(db)).id]) {
      expect(await resume(id)).toMatchObject({
        status: "ABORT",
        details: { reason: "The run is not paused." },
      });
    }
    const nobody = "0197c1a0-0000-7000-8000-000000000000";
    expect(await refusal(db, "select provost.resume_flow_run($1)", [nobody])).toMatchObject({
      code: "VONFD",
    });
  });

  it("answers a pause that a run has come to, while other branches still work", async () => {
    const run = await running(db);
    await recordWait(db, run, pause);
    expect(await resume(run.id)).toMatchObject({ status: "ACCEPT", state: { type: "RUNNING" } });
    expect(await readWait(db, run, pause.key)).toMatchObject({ outcome: "answered" });
  });

  it("lets the process go on that has paused a run of no deployment", async () => {
    const run = await runningAlone(db);
    await recordWait(db, run, pause);
    await park(db, run, [pause.key]);
    expect(await resume(run.id)).toMatchObject({ state: { type: "SCHEDULED" } });
    expect(await take(db, run.id, await registerWorker(db, { kind: "local" }))).toBeDefined();
  });
});

describe("suspending", () => {
  it("lets the holder come to its next boundary first", async () => {
    const run = await running(db);
    expect(await suspend(run.id)).toMatchObject({
      status: "ACCEPT",
      state: { type: "RUNNING", name: "Suspending" },
    });
    const told = await value(db, "select provost_private.beat($1, '[]', false, 9)", [run.worker]);
    expect(told).toMatchObject({ suspending: [run.id] });
    await park(db, run, [], { is_suspending: true });
    expect(await readRun(db, run.id)).toMatchObject({
      state_type: "PAUSED",
      state_name: "Suspended",
      state_message: "Suspended on request.",
    });
    expect(await resume(run.id)).toMatchObject({ state: { type: "SCHEDULED", name: "Resuming" } });
  });

  it("is over when the run was resumed before it came to a boundary", async () => {
    const run = await running(db);
    await suspend(run.id);
    await setState(db, run.id, { type: "RUNNING" });
    expect(await park(db, run, [], { is_suspending: true })).toMatchObject({
      state_type: "SCHEDULED",
      delay_seconds: null,
    });
  });

  it("holds although the holder dies first", async () => {
    const run = await running(db);
    await suspend(run.id, 60);
    await db.query(
      "select provost_private.reap_worker(id, heartbeat_count) from provost.workers where id = $1",
      [run.worker],
    );
    expect(await readRun(db, run.id)).toMatchObject({
      state_name: "Suspended",
      state_details: { pause_timeout: textOfTime("2030-01-01T00:01:00Z") },
    });
  });

  it("is refused for what does not run, or could not be started again", async () => {
    expect(await suspend(await enqueue(db))).toMatchObject({ status: "REJECT" });
    expect(await suspend((await runningAlone(db)).id)).toMatchObject({ status: "ABORT" });
    const alone = await runningAlone(db);
    expect(await recordWait(db, alone, { ...pause, kind: "suspend" })).toMatchObject({
      status: "REJECT",
      reason: "Only a run of a deployment, and no child run, can be suspended.",
    });
  });
});
