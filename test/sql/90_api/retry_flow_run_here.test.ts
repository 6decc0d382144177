import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { finish, readRun, record, registerWorker, running, runningAlone } from "../engine.ts";
import { row } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

const statement = "select * from provost_private.retry_flow_run_here($1, $2, $3)";

describe("retrying a flow run in the process that asks", () => {
  it("continues a run without a deployment after what has completed", async () => {
    const run = await runningAlone(db);
    await record(db, run, { key: "a#0", result: 1 });
    await finish(db, run, { type: "FAILED" });
    const worker = await registerWorker(db, { kind: "local" });
    const claimed = await row(db, statement, [run.id, worker, null]);
    expect(claimed).toMatchObject({ flow_run_id: run.id, epoch: 3, recorded: [{ key: "a#0" }] });
    expect(await readRun(db, run.id)).toMatchObject({ state_name: "Running", run_count: 2 });
  });

  it("of all runs everything again, of a run with a deployment as well", async () => {
    const run = await running(db);
    await record(db, run, { key: "a#0", result: 1 });
    await finish(db, run, { type: "COMPLETED" });
    const worker = await registerWorker(db, { kind: "local" });
    expect(await row(db, statement, [run.id, worker, "all"])).toMatchObject({ recorded: null });
  });

  it("refuses a run that goes on, and without an entrypoint one that nobody could execute", async () => {
    const run = await runningAlone(db);
    const worker = await registerWorker(db, { kind: "local" });
    expect(await refusal(db, statement, [run.id, worker, null])).toMatchObject({ code: "VOARG" });
    await finish(db, run, { type: "FAILED" });
    expect(await refusal(db, "select provost.retry_flow_run($1)", [run.id])).toMatchObject({
      code: "VOARG",
      hint: expect.stringContaining("--entrypoint"),
    });
  });
});
