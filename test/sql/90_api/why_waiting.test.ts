import { describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import {
  claim,
  deploy,
  enqueue,
  finish,
  readRun,
  registerWorker,
  running,
  runningChild,
  setState,
} from "../engine.ts";
import { aSchedule, plan, runsOf } from "../60_schedules/schedules.ts";
import { type Row, rows } from "../rows.ts";
import { park, recordWait } from "../waits.ts";
import { take } from "../20_limits/limits.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

interface Gate {
  gate: string;
  reason: string;
  until: Date | null;
  held_by: { flow_run_id: string }[] | null;
  hint: string;
}

const why = (id: string): Promise<Gate[]> =>
  rows<Gate>(db, "select * from provost.why_waiting($1)", [id]);

const gatesOf = async (id: string): Promise<string[]> => (await why(id)).map(({ gate }) => gate);

describe("why_waiting", () => {
  it("says that a run is next, or how many go before it", async () => {
    await registerWorker(db);
    const deployment = await deploy(db);
    const [first, second] = [
      await enqueue(db, { deployment, expected_start_time: "2020-01-01" }),
      await enqueue(db, { deployment, expected_start_time: "2020-01-02" }),
    ];
    expect(await why(first)).toMatchObject([{ gate: "turn", reason: "The run is due, and next." }]);
    expect(await why(second)).toMatchObject([
      { gate: "turn", reason: "The run is due; 1 go before it." },
    ]);
  });

  it("names the time for which a run is planned", async () => {
    await registerWorker(db);
    const id = await enqueue(db, { expected_start_time: "2099-01-01T00:00:00Z" });
    expect(await why(id)).toMatchObject([
      { gate: "time", until: new Date("2099-01-01T00:00:00Z") },
    ]);
  });

  it("names what its code waits for, and no time besides", async () => {
    await registerWorker(db);
    const run = await running(db);
    await recordWait(db, run);
    await park(db, run, ["sleep#0"]);
    expect(await gatesOf(run.id)).toEqual(["wait"]);
  });

  it("names the run that it has called, and that one its caller", async () => {
    const caller = await running(db);
    const child = await runningChild(db, caller);
    await recordWait(db, child);
    await park(db, child, ["sleep#0"]);
    await park(db, caller, [], { task_keys: ["child#0"] });
    expect(await why(caller.id)).toMatchObject([
      {
        gate: "wait",
        reason: expect.stringContaining("which is Sleeping"),
        until: expect.any(Date),
        held_by: [{ flow_run_id: child.id }],
      },
    ]);
    expect(await why(child.id)).toMatchObject([
      { gate: "wait" },
      { gate: "process", held_by: [{ flow_run_id: caller.id }] },
    ]);
  });

  it("says by when a run has ended that is being cancelled", async () => {
    const run = await running(db);
    await setState(db, run.id, { type: "CANCELLING" });
    expect(await why(run.id)).toMatchObject([
      { gate: "state", until: expect.any(Date), hint: expect.stringContaining("at the latest") },
    ]);
  });

  it("says how a wait is answered, as it is typed", async () => {
    const input_schema = { type: "object", properties: { ok: { type: "boolean" }, who: {} } };
    const waits: [Row, string][] = [
      [{ kind: "event", event: "order.paid" }, "provost event emit order.paid --resource-id …"],
      [{ kind: "input", input_prefix: "a b" }, "send-input '…' --key-prefix 'a b'"],
      [{ kind: "input", input_prefix: "" }, "send-input '…'"],
      [{ kind: "pause" }, "resume"],
      [{ kind: "pause", input_schema }, `resume --input '{"ok": …, "who": …}'`],
    ];
    for (const [wait, hint] of waits) {
      const run = await running(db);
      await recordWait(db, run, { key: "wait", seconds: null, ...wait });
      await park(db, run, ["wait"]);
      const name = String((await readRun(db, run.id)).name);
      const expected = hint.startsWith("provost")
        ? hint
        : `provost flow-run ${hint.replace(/^\S+/, (verb) => `${verb} ${name}`)}`;
      expect((await why(run.id)).map((gate) => gate.hint)).toEqual([expected]);
    }
  });

  it("names the delay before a retry", async () => {
    await clock.freeze(db);
    await registerWorker(db);
    const deployment = await deploy(db, { retries: 1, retry_delay_seconds: 60 });
    const run = await running(db, { deployment });
    await finish(db, run, { type: "FAILED" });
    expect(await gatesOf(run.id)).toEqual(["retry"]);
  });

  it("names a pool or queue that is paused, and that no worker lives", async () => {
    const id = await enqueue(db);
    expect(await why(id)).toMatchObject([
      { gate: "no_worker", hint: "provost worker start --pool default" },
    ]);
    await db.query("select provost.set_work_pool_paused('default', true)");
    await db.query("select provost.set_work_queue_paused('default', 'default', true)");
    expect(await gatesOf(id)).toEqual(["work_pool_paused", "work_queue_paused", "no_worker"]);
  });

  it("names workers that are all busy", async () => {
    const worker = await registerWorker(db, { limit: 1 });
    await running(db, {}, worker);
    const id = await enqueue(db);
    expect(await why(id)).toMatchObject([
      { gate: "busy_workers", reason: "All 1 places of the 1 live workers are taken." },
    ]);
  });

  it("names the limits that are full, and who fills them", async () => {
    await registerWorker(db);
    const deployment = await deploy(db, { concurrency_limit: 1 });
    const held = await running(db, { deployment });
    const id = await enqueue(db, { deployment });
    await db.query("select provost.set_work_pool_concurrency_limit('default', 1)");
    await db.query("select provost.set_work_queue_concurrency_limit('default', 'default', 1)");
    const gates = await why(id);
    expect(gates.map(({ gate }) => gate)).toEqual([
      "work_pool_limit",
      "work_queue_limit",
      "deployment_limit",
    ]);
    for (const { held_by } of gates) expect(held_by).toMatchObject([{ flow_run_id: held.id }]);
  });

  it("waits for nothing but a higher limit when the limit is 0", async () => {
    await registerWorker(db);
    const deployment = await deploy(db, { concurrency_limit: 0 });
    const id = await enqueue(db, { deployment });
    expect(await why(id)).toMatchObject([
      { gate: "deployment_limit", hint: "It starts when the limit is raised." },
    ]);
  });

  it("names the earlier run of the schedule with which the run may not overlap", async () => {
    await clock.freezeAt(db, "2030-01-01T02:00:00Z");
    const schedule = await aSchedule(db, { overlap: "queue" });
    await plan(db, schedule, ["2030-01-01T01:00:00Z", "2030-01-01T02:00:00Z"]);
    await claim(db, await registerWorker(db), 10);
    const [first, second = ""] = await runsOf(db, schedule);
    expect(await why(second)).toMatchObject([
      {
        gate: "overlap",
        reason: "An earlier run of the schedule 's' has not ended.",
        held_by: [{ flow_run_id: first }],
      },
    ]);
  });

  it("names the limit for whose slot a task of the run waits", async () => {
    await db.query("select provost.create_concurrency_limit('api', 1)");
    const [first, second] = [await running(db), await running(db)];
    await take(db, { names: ["api"], run: first });
    await take(db, { names: ["api"], run: second, taskKey: "t#0" });
    expect(await why(second.id)).toMatchObject([
      { gate: "concurrency_limit", held_by: [{ flow_run_id: first.id }] },
    ]);
    expect((await why(second.id))[0]?.reason).toContain(
      "The task run t#0 waits for a slot of 'api'",
    );
  });

  it("says what a run is that does not wait", async () => {
    const run = await running(db);
    expect(await why(run.id)).toMatchObject([
      { gate: "state", reason: "The run is under way: Running." },
    ]);
    await setState(db, run.id, { type: "PAUSED" });
    expect(await gatesOf(run.id)).toContain("pause");
    const done = await running(db);
    await finish(db, done);
    expect(await why(done.id)).toMatchObject([
      { gate: "state", reason: "The run has ended: Completed." },
    ]);
  });

  it("refuses a run that does not exist", async () => {
    const refused = await refusal(
      db,
      "select provost.why_waiting('00000000-0000-7000-8000-000000000000')",
    );
    expect(refused.code).toBe("VONFD");
  });
});
