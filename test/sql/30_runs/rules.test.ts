import { describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import {
  type DoorAnswer,
  enqueue,
  finish,
  history,
  readRun,
  running,
  runningAlone,
  setState,
  take,
} from "../engine.ts";
import { putState } from "../putState.ts";
import { column } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

const ruled = (answer: DoorAnswer) => [answer.status, answer.details.rule, answer.state.type];

describe("the rules for flow runs, in the order in which they are asked", () => {
  it("are listed once each, with their answer", async () => {
    const positions = await column<number>(
      db,
      "select position from provost_private.flow_run_rules order by position",
    );
    expect(positions).toEqual(positions.map((_position, i) => i + 1));
  });

  it("cancels_what_nobody_runs: a waiting run is Cancelled at once", async () => {
    const id = await enqueue(db);
    const answer = await setState(db, id, { type: "CANCELLING" });
    expect(ruled(answer)).toEqual(["REJECT", "cancels_what_nobody_runs", "CANCELLED"]);
    expect(await history(db, id)).toEqual(["Scheduled", "Cancelled"]);
  });

  it("cancels_what_nobody_runs: not one for which somebody has started a process", async () => {
    const id = await enqueue(db);
    await db.query("select provost.update_flow_run($1, infrastructure_pid => 'a:42')", [id]);
    const answer = await setState(db, id, { type: "CANCELLING" });
    expect(ruled(answer)).toEqual(["ACCEPT", undefined, "CANCELLING"]);
    await clock.advance(db, "31 seconds");
    await db.query("select provost_private.expire_unheld_runs()");
    expect(await history(db, id)).toEqual(["Scheduled", "Cancelling", "Cancelled"]);
  });

  it("cancels_what_nobody_runs: one that was taken from its process has none any more", async () => {
    const { id, epoch } = await running(db);
    const note = "select provost_private.note_infrastructure($1, $2, 'a:42') as noted";
    expect(await column(db, note, [id, epoch - 1])).toEqual([false]);
    expect(await column(db, note, [id, epoch])).toEqual([true]);
    expect(await readRun(db, id)).toMatchObject({ infrastructure_pid: "a:42" });
    await setState(db, id, { type: "SCHEDULED", name: "AwaitingRetry" });
    expect(await readRun(db, id)).toMatchObject({ infrastructure_pid: null });
    const answer = await setState(db, id, { type: "CANCELLING" });
    expect(ruled(answer)).toEqual(["REJECT", "cancels_what_nobody_runs", "CANCELLED"]);
  });

  it("cancels_what_nobody_runs: so is a suspended one", async () => {
    const { id } = await running(db);
    await setState(db, id, { type: "PAUSED", state_details: { pause_reschedule: true } });
    const answer = await setState(db, id, { type: "CANCELLING" });
    expect(ruled(answer)).toEqual(["REJECT", "cancels_what_nobody_runs", "CANCELLED"]);
  });

  it("is_repeated_transition: the same transition id twice is passed over", async () => {
    const { id } = await running(db);
    const proposal = {
      type: "RUNNING",
      name: "Stage 2",
      state_details: { transition_id: "019a0000-0000-7000-8000-000000000000" },
    };
    expect((await setState(db, id, proposal)).status).toBe("ACCEPT");
    const again = await setState(db, id, proposal);
    expect(ruled(again)).toEqual(["REJECT", "is_repeated_transition", "RUNNING"]);
    expect(await history(db, id)).toEqual(["Scheduled", "Pending", "Running", "Stage 2"]);
  });

  it.each(["CANCELLING", "PAUSED", "CRASHED"])(
    "loses_a_terminal_state: what has ended does not become %s",
    async (type) => {
      const run = await running(db);
      await finish(db, run);
      const answer = await setState(db, run.id, { type });
      expect(ruled(answer)).toEqual(["ABORT", "loses_a_terminal_state", "COMPLETED"]);
    },
  );

  it("loses_a_result: a run that completed with a result keeps it", async () => {
    const run = await running(db);
    await finish(db, run, { result: { rows: 7 } });
    for (const type of ["SCHEDULED", "RUNNING", "PENDING", "COMPLETED"]) {
      expect(ruled(await setState(db, run.id, { type }))).toEqual([
        "REJECT",
        "loses_a_result",
        "COMPLETED",
      ]);
    }
    expect((await readRun(db, run.id))["result"]).toEqual({ rows: 7 });
  });

  it("loses_a_result: forced or not, a completion with a result replaces one with another only", async () => {
    const run = await running(db);
    await finish(db, run, { result: 1 });
    const bare = await setState(db, run.id, { type: "COMPLETED" }, true);
    expect(ruled(bare)).toEqual(["REJECT", "loses_a_result", "COMPLETED"]);
    const full = await setState(db, run.id, { type: "COMPLETED", data: 2 }, true);
    expect(full.status).toBe("ACCEPT");
    expect((await readRun(db, run.id))["result"]).toBe(2);
  });

  it("reschedules_without_deployment: nobody would pick the run up again", async () => {
    const run = await runningAlone(db);
    await finish(db, run, { type: "FAILED" });
    const answer = await setState(db, run.id, { type: "SCHEDULED" });
    expect(ruled(answer)).toEqual(["ABORT", "reschedules_without_deployment", "FAILED"]);
  });

  it.each(["SCHEDULED", "PENDING", "RUNNING", "COMPLETED", "FAILED", "CRASHED", "CANCELLING"])(
    "leaves_cancelling: a run that is being cancelled does not become %s",
    async (type) => {
      const { id } = await running(db);
      await setState(db, id, { type: "CANCELLING" });
      const answer = await setState(db, id, { type });
      expect(ruled(answer)).toEqual(["REJECT", "leaves_cancelling", "CANCELLING"]);
    },
  );

  it.each(["PENDING", "RUNNING", "CANCELLED"])(
    "is_taken_twice: a run that is %s is not taken again",
    async (from) => {
      const id = await enqueue(db);
      await putState(db, id, from);
      const answer = await setState(db, id, { type: "PENDING" });
      expect(ruled(answer)).toEqual(["ABORT", "is_taken_twice", from]);
    },
  );

  it("is_taken_twice: stages of Pending follow one another, but not back", async () => {
    const id = await enqueue(db);
    await putState(db, id, "PENDING");
    for (const name of ["Submitting", "InfrastructurePending"]) {
      expect((await setState(db, id, { type: "PENDING", name })).status).toBe("ACCEPT");
    }
    expect(ruled(await setState(db, id, { type: "PENDING" }))).toEqual([
      "ABORT",
      "is_taken_twice",
      "PENDING",
    ]);
  });

  it("is_repeated_transition: the stages of Pending have ids of their own", async () => {
    const id = await enqueue(db);
    await setState(db, id, { type: "PENDING", state_details: { transition_id: "first" } });
    expect((await setState(db, id, { type: "PENDING", name: "Submitting" })).status).toBe("ACCEPT");
    const first = { type: "RUNNING", state_details: { transition_id: "first" } };
    expect((await setState(db, id, first)).status).toBe("ACCEPT");
  });

  it("is_late_without_waiting: only a waiting run becomes late, and once", async () => {
    const waiting = await enqueue(db);
    const late = { type: "SCHEDULED", name: "Late" };
    expect((await setState(db, waiting, late)).status).toBe("ACCEPT");
    expect(ruled(await setState(db, waiting, late))).toEqual([
      "REJECT",
      "is_late_without_waiting",
      "SCHEDULED",
    ]);
    const { id } = await running(db);
    expect(ruled(await setState(db, id, late))).toEqual([
      "REJECT",
      "is_late_without_waiting",
      "RUNNING",
    ]);
  });

  it("pauses_what_does_not_run: only a running run pauses", async () => {
    const id = await enqueue(db);
    expect(ruled(await setState(db, id, { type: "PAUSED" }))).toEqual([
      "REJECT",
      "pauses_what_does_not_run",
      "SCHEDULED",
    ]);
  });

  it("repeats_a_pause: a pause fires once for each key", async () => {
    const worker = (await running(db)).worker;
    const { id } = await running(db, {}, worker);
    const pause = { type: "PAUSED", state_details: { pause_key: "approve" } };
    expect((await setState(db, id, pause)).status).toBe("ACCEPT");
    expect((await setState(db, id, { type: "SCHEDULED" })).status).toBe("ACCEPT");
    await take(db, id, worker);
    expect(ruled(await setState(db, id, pause))).toEqual(["REJECT", "repeats_a_pause", "RUNNING"]);
    const other = { type: "PAUSED", state_details: { pause_key: "approve again" } };
    expect((await setState(db, id, other)).status).toBe("ACCEPT");
  });

  it("suspends_what_cannot_return: a run without a deployment, or of a parent, stays", async () => {
    const suspend = { type: "PAUSED", state_details: { pause_reschedule: true } };
    const alone = await runningAlone(db);
    const child = await runningAlone(db, {}, { parent_flow_run_id: alone.id, parent_key: "c" });
    for (const { id } of [alone, child]) {
      expect(ruled(await setState(db, id, suspend))).toEqual([
        "ABORT",
        "suspends_what_cannot_return",
        "RUNNING",
      ]);
    }
  });

  it.each(["PENDING", "PAUSED", "CANCELLING"])(
    "leaves_pause_sideways: a paused run does not become %s",
    async (type) => {
      const id = await enqueue(db);
      await putState(db, id, "PAUSED");
      const answer = await setState(db, id, { type });
      const rule = type === "PAUSED" ? "pauses_what_does_not_run" : "leaves_pause_sideways";
      expect(ruled(answer)).toEqual(["REJECT", rule, "PAUSED"]);
    },
  );

  it("resumes_without_deployment: a suspended run needs one to be started again", async () => {
    const { id } = await runningAlone(db);
    await putState(db, id, "PAUSED", { state_details: { pause_reschedule: true } });
    expect(ruled(await setState(db, id, { type: "SCHEDULED" }))).toEqual([
      "REJECT",
      "resumes_without_deployment",
      "PAUSED",
    ]);
  });

  it("resumes_too_late: a pause that has timed out ends as Failed", async () => {
    await clock.freezeAt(db, "2030-01-01T00:00:00Z");
    const { id } = await running(db);
    const details = { pause_timeout: "2030-01-01T01:00:00Z" };
    await setState(db, id, { type: "PAUSED", state_details: details });
    await clock.advance(db, "2 hours");
    const answer = await setState(db, id, { type: "SCHEDULED" });
    expect(ruled(answer)).toEqual(["REJECT", "resumes_too_late", "FAILED"]);
    expect(answer.state.message).toBe("The flow was paused and never resumed.");
  });

  it("resumes_too_late: whatever was to come after the pause", async () => {
    await clock.freezeAt(db, "2030-01-01T00:00:00Z");
    const { id } = await running(db);
    await setState(db, id, { type: "PAUSED" });
    await clock.advance(db, "2 hours");
    const answer = await setState(db, id, { type: "COMPLETED" });
    expect(ruled(answer)).toEqual(["REJECT", "resumes_too_late", "FAILED"]);
  });

  it("is_repeated_transition: is asked before what a proposal may become", async () => {
    const id = await enqueue(db);
    await putState(db, id, "SCHEDULED", { state_details: { transition_id: "t" } });
    const again = { type: "CANCELLING", state_details: { transition_id: "t" } };
    expect(ruled(await setState(db, id, again))).toEqual([
      "REJECT",
      "is_repeated_transition",
      "SCHEDULED",
    ]);
    expect((await setState(db, id, again, true)).state.type).toBe("CANCELLED");
  });

  it("loses_a_result: a note that was only ever set by hand may be replaced", async () => {
    const byHand = await enqueue(db);
    expect((await setState(db, byHand, { type: "COMPLETED", data: "note" })).status).toBe("ACCEPT");
    expect((await setState(db, byHand, { type: "COMPLETED" })).status).toBe("ACCEPT");
    const notKept = { type: "COMPLETED", data: { type: "unpersisted" } };
    expect((await setState(db, byHand, notKept)).status).toBe("ACCEPT");
    expect((await setState(db, byHand, { type: "RUNNING" })).status).toBe("ACCEPT");
    const run = await running(db);
    await finish(db, run, { result: "note" });
    expect(ruled(await setState(db, run.id, { type: "COMPLETED" }))).toEqual([
      "REJECT",
      "loses_a_result",
      "COMPLETED",
    ]);
  });

  it("starts_too_early: a run that is due later waits, by the database's clock", async () => {
    await clock.freezeAt(db, "2030-01-01T00:00:00Z");
    const id = await enqueue(db, { expected_start_time: "2030-01-01T00:05:00Z" });
    const early = await setState(db, id, { type: "RUNNING" });
    expect(ruled(early)).toEqual(["WAIT", "starts_too_early", "SCHEDULED"]);
    expect(early.details.delay_seconds).toBe(300);
    expect(await history(db, id)).toEqual(["Scheduled"]);
    await clock.advance(db, "5 minutes");
    expect((await setState(db, id, { type: "RUNNING" })).status).toBe("ACCEPT");
  });
});
