import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { enqueue, history, readRun, running } from "../engine.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

describe("the state of a flow run", () => {
  it.each([
    "id = gen_random_uuid()",
    "epoch = epoch + 1",
    "state_type = 'RUNNING', next_scheduled_start_time = null",
    "state_name = 'Late'",
    "state_timestamp = now()",
    "state_count = 0",
    "run_count = 0",
  ])("cannot be set to %s, not even by the owner of the table", async (assignment) => {
    const id = await enqueue(db);
    const before = await readRun(db, id);
    const error = await refusal(db, `update provost.flow_runs set ${assignment} where id = $1`, [
      id,
    ]);
    expect(error).toMatchObject({ code: "VOKEY" });
    expect(error.message).toContain("provost.flow_runs");
    expect(error.hint).toContain("provost.set_flow_run_state");
    expect(await readRun(db, id)).toEqual(before);
  });

  it("is guarded in all the columns that decide what happens next", async () => {
    const { id } = await running(db, { timeout_seconds: 10 });
    for (const assignment of [
      "end_time = now()",
      "resuming = true",
      "crash_count = 0",
      "pause_keys = '{}'",
      "result = '1'",
      "start_time = null",
      "total_run_time = '0'",
    ]) {
      const update = `update provost.flow_runs set ${assignment} where id = $1`;
      const { code } = await refusal(db, update, [id]);
      expect([assignment, code]).toEqual([assignment, "VOKEY"]);
    }
  });

  it("leaves what is no state to the owner of the table", async () => {
    const id = await enqueue(db);
    await db.query("update provost.flow_runs set tags = '{renamed}', name = 'x' where id = $1", [
      id,
    ]);
    expect(await readRun(db, id)).toMatchObject({ name: "x", tags: ["renamed"] });
  });
});

describe("the history of a flow run", () => {
  it("cannot be rewritten", async () => {
    const { id } = await running(db);
    const before = await history(db, id);
    for (const statement of [
      "update provost_private.flow_run_states set name = 'Completed' where flow_run_id = $1",
      `insert into provost_private.flow_run_states (flow_run_id, seq, type, name, timestamp)
       values ($1, 99, 'COMPLETED', 'Completed', now())`,
    ]) {
      const { code } = await refusal(db, statement, [id]);
      expect([statement, code]).toEqual([statement, "VOKEY"]);
    }
    expect(await history(db, id)).toEqual(before);
  });
});
