import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { enqueue, finish, history, readRun, running, setState } from "../engine.ts";
import { row } from "../rows.ts";
import { textOfTime } from "../textOfTime.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());
const start = new Date("2030-01-01T00:00:00Z");

beforeEach(() => clock.freezeAt(db, start));

const refused = (state: unknown, id: unknown = "00000000-0000-7000-8000-000000000000") =>
  refusal(db, "select provost.set_flow_run_state($1, $2)", [id, JSON.stringify(state)]);

describe("proposing a state", () => {
  it("answers ACCEPT with the state that the run is in now", async () => {
    const { id } = await running(db);
    const proposal = {
      type: "RUNNING",
      name: "Loading",
      message: "half of it",
      state_details: { rows: 7 },
    };
    expect(await setState(db, id, proposal)).toEqual({
      status: "ACCEPT",
      state: { ...proposal, timestamp: textOfTime(start) },
      details: {},
    });
    expect(await readRun(db, id)).toMatchObject({
      state_type: "RUNNING",
      state_name: "Loading",
      state_message: "half of it",
      state_details: { rows: 7 },
    });
  });

  it("refuses members that no state has, and takes back a state as it was answered", async () => {
    const { id } = await running(db);
    expect(await refused({ type: "CANCELLED", mesage: "x" }, id)).toMatchObject({
      code: "VOARG",
      message: "A state has no member 'mesage'.",
      hint: expect.stringContaining("message"),
    });
    const { state } = await setState(db, id, { type: "RUNNING", name: "Loading" });
    expect(await setState(db, id, { ...state, name: "Storing" })).toMatchObject({
      status: "ACCEPT",
      state: { name: "Storing" },
    });
  });

  it("answers REJECT with the state that was stored in its place", async () => {
    const id = await enqueue(db);
    expect(await setState(db, id, { type: "CANCELLING", message: "enough" })).toMatchObject({
      status: "REJECT",
      state: { type: "CANCELLED", name: "Cancelled", message: "enough" },
      details: { rule: "cancels_what_nobody_runs" },
    });
  });

  it("answers REJECT with the state that stands when none was stored", async () => {
    const id = await enqueue(db);
    const before = await readRun(db, id);
    expect(await setState(db, id, { type: "PAUSED" })).toMatchObject({
      status: "REJECT",
      state: { type: "SCHEDULED", name: "Scheduled" },
      details: { rule: "pauses_what_does_not_run", reason: "Only a running flow can pause." },
    });
    expect(await readRun(db, id)).toEqual(before);
  });

  it("answers WAIT with the seconds to wait", async () => {
    const id = await enqueue(db, { expected_start_time: "2030-01-01T00:01:30Z" });
    expect(await setState(db, id, { type: "RUNNING" })).toMatchObject({
      status: "WAIT",
      state: { type: "SCHEDULED" },
      details: { delay_seconds: 90 },
    });
  });

  it("answers ABORT with the state that stands", async () => {
    const run = await running(db);
    await finish(db, run);
    expect(await setState(db, run.id, { type: "CRASHED" })).toMatchObject({
      status: "ABORT",
      state: { type: "COMPLETED" },
      details: { rule: "loses_a_terminal_state" },
    });
  });

  it("gives a pause a key and an hour, unless it brings its own", async () => {
    const { id } = await running(db);
    const { state } = await setState(db, id, { type: "PAUSED" });
    expect(state.state_details).toEqual({
      pause_key: expect.stringMatching(/^[0-9a-f-]{36}$/),
      pause_timeout: textOfTime("2030-01-01T01:00:00Z"),
    });
    await setState(db, id, { type: "RUNNING" });
    const details = { pause_key: "k", pause_timeout: "infinity" };
    const again = await setState(db, id, { type: "PAUSED", state_details: details });
    expect(again.state.state_details).toEqual(details);
  });

  it.each([
    [{ pause_timeout: "05/03/2030 08:00" }, "2030-03-05T05:00:00Z"],
    [{}, "2030-01-01T01:00:00Z"],
  ])(
    "keeps the instants of %j as they were meant, whoever reads them",
    async (details, instant) => {
      const { id } = await running(db);
      await db.query("set datestyle = 'SQL, DMY'; set timezone = 'Etc/GMT-3'");
      await setState(db, id, { type: "PAUSED", state_details: details });
      await db.query("set datestyle = 'ISO, MDY'; set timezone = 'UTC'");
      const kept = "select (state_details ->> 'pause_timeout')::timestamptz as until from";
      expect(await row(db, `${kept} provost.flow_runs where id = $1`, [id])).toEqual({
        until: new Date(instant),
      });
    },
  );

  it('keeps the instant that was "now" when it was proposed', async () => {
    const { id } = await running(db);
    const { state } = await setState(db, id, {
      type: "PAUSED",
      state_details: { pause_timeout: "now" },
    });
    expect(state.state_details?.["pause_timeout"]).toMatch(/^20\d\d-\d\d-\d\dT/);
  });

  it("takes the time of a new start from the details", async () => {
    const { id } = await running(db);
    const time = "2030-01-05T00:00:00+01:00";
    await setState(db, id, { type: "SCHEDULED", state_details: { scheduled_time: time } });
    expect((await readRun(db, id)).next_scheduled_start_time).toEqual(new Date(time));
  });

  it("starts at once what is scheduled without a time", async () => {
    const { id } = await running(db);
    await setState(db, id, { type: "SCHEDULED" });
    expect((await readRun(db, id)).next_scheduled_start_time).toEqual(start);
  });

  it("keeps the data of a completion as the run's result", async () => {
    const { id } = await running(db);
    await setState(db, id, { type: "COMPLETED", data: { rows: 7 } });
    expect((await readRun(db, id))["result"]).toEqual({ rows: 7 });
  });

  it("takes a type in any case, and null for what is left out", async () => {
    const { id } = await running(db);
    const bare = { type: "completed", name: null, message: null, state_details: null, data: null };
    expect(await setState(db, id, bare)).toMatchObject({
      status: "ACCEPT",
      state: { type: "COMPLETED", name: "Completed", message: null, state_details: {} },
    });
  });

  it("is not forced when `force` is null", async () => {
    const id = await enqueue(db);
    const answer = await row(
      db,
      `select provost.set_flow_run_state($1, '{"type": "PAUSED"}', null) ->> 'status' as status`,
      [id],
    );
    expect(answer).toEqual({ status: "REJECT" });
  });

  it("writes one state for each that was stored, and none for the others", async () => {
    const { id } = await running(db);
    await setState(db, id, { type: "CANCELLING" });
    await setState(db, id, { type: "RUNNING" });
    await setState(db, id, { type: "CANCELLED" });
    expect(await history(db, id)).toEqual([
      "Scheduled",
      "Pending",
      "Running",
      "Cancelling",
      "Cancelled",
    ]);
  });
});

describe("a proposal that is refused", () => {
  it.each([[null], ["CANCELLED"], [[]], [{}], [{ type: null }], [{ type: "STOPPED" }], [7]])(
    "%j says what a state looks like, and which types there are",
    async (state) => {
      expect(await refused(state)).toMatchObject({
        code: "VOARG",
        message: `Expected a state such as {"type": "CANCELLING"}, got ${JSON.stringify(state)?.replace('":', '": ')}.`,
        detail: expect.stringContaining("SCHEDULED, PENDING, RUNNING"),
        hint: expect.any(String),
      });
    },
  );

  it("says so when no state is given at all", async () => {
    const error = await refusal(db, "select provost.set_flow_run_state($1, null)", [
      await enqueue(db),
    ]);
    expect(error).toMatchObject({ code: "VOARG" });
  });

  it.each([
    { scheduled_time: "soon" },
    { scheduled_time: "infinity" },
    { scheduled_time: "2030-02-30T00:00:00Z" },
    { pause_timeout: "later" },
    { pause_reschedule: "perhaps" },
    { retriable: 7 },
  ])("shows details that make no sense, such as %j", async (details) => {
    expect(await refused({ type: "PAUSED", state_details: details })).toMatchObject({
      code: "VOARG",
      message: expect.stringContaining(Object.keys(details)[0] ?? ""),
      hint: expect.stringContaining("scheduled_time"),
    });
  });

  it.each([[7], ["text"], [[1]]])("expects details as an object, not %j", async (details) => {
    expect(await refused({ type: "PAUSED", state_details: details })).toMatchObject({
      code: "VOARG",
    });
  });

  it("names the run that does not exist", async () => {
    expect(await refused({ type: "CANCELLED" })).toMatchObject({
      code: "VONFD",
      message: "No flow run has the id 00000000-0000-7000-8000-000000000000.",
      hint: expect.any(String),
    });
  });

  it("asks for the id of a run when it is null", async () => {
    expect(await refused({ type: "CANCELLED" }, null)).toMatchObject({
      code: "VOARG",
      message: "Expected the id of a flow run, got null.",
    });
  });
});
